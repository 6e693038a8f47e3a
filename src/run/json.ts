/** `run --json`: one object a line for each statement, as grammar/README.md fixes them. */
import type { Diagnostic } from "../language/diagnostic.js";
import { networkJson } from "../network/json.js";
import { locate } from "../language/source.js";
import type { StatementResult, TestResult } from "./events.js";

export function resultJson(result: StatementResult): object {
  switch (result.kind) {
    case "net":
    case "show":
      return { kind: result.kind, net: result.network.name, network: networkJson(result.network) };
    case "compare":
      return { kind: "compare", networks: result.networks.map(networkJson) };
    case "train": {
      const { kind, net, data, epochs, steps, seconds, engine, history, interrupted } = result;
      const figures = { kind, net, data, epochs, steps, seconds, engine, history };
      return interrupted ? { ...figures, interrupted } : figures;
    }
    case "test":
      return testJson(result);
    default:
      return result;
  }
}

/** `top1Error`, `top5Error`: one for each k that is asked for. */
function testJson({ kind, net, data, samples, loss, accuracy, topErrors }: TestResult): object {
  const errors = [...topErrors].map(([k, error]) => [`top${k}Error`, error] as const);
  return { kind, net, data, samples, loss, accuracy, ...Object.fromEntries(errors) };
}

export function problemJson(
  problem: Diagnostic<string> & { readonly table: string | null },
): object {
  const { code, message, table, hints, span } = problem;
  return {
    kind: "error",
    code,
    message: table === null ? message : `${message}\n${table}`,
    hints: hints.map((hint) => hint.text),
    source: locate(span),
  };
}
