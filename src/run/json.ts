/** `run --json`: one object a line for each statement, as grammar/README.md fixes them. */
import type { Diagnostic } from "../language/diagnostic.js";
import { networkJson } from "../network/json.js";
import { locate } from "../language/source.js";
import type { StatementResult, TestResult } from "./events.js";
import { viewJson } from "./viewJson.js";

export function resultJson(result: StatementResult): object {
  switch (result.kind) {
    case "net":
    case "show":
      return { kind: result.kind, net: result.network.name, network: networkJson(result.network) };
    case "view":
      return viewJson(result.view);
    case "compare":
      return { kind: "compare", networks: result.networks.map(networkJson) };
    case "train": {
      const { kind, net, data, epochs, steps, seconds, engine, history } = result;
      const { interrupted, stoppedEarly, bestEpoch, checkpoint } = result;
      return {
        ...{ kind, net, data, epochs, steps, seconds, engine, history },
        ...(interrupted ? { interrupted } : {}),
        ...(stoppedEarly ? { stoppedEarly } : {}),
        ...(bestEpoch === null ? {} : { bestEpoch }),
        ...(checkpoint === null ? {} : { checkpoint }),
      };
    }
    case "test":
      return testJson(result);
    case "predict": {
      const { kind, net, image, top, trained } = result;
      return { kind, net, image, top, trained };
    }
    default:
      return result;
  }
}

/** `top1Error`, `top5Error`: one for each k that is asked for. */
function testJson(result: TestResult): object {
  const { kind, net, data, samples, loss, accuracy, topErrors, classNames } = result;
  const errors = [...topErrors].map(([k, error]) => [`top${k}Error`, error] as const);
  const named = (index: number) => classNames[index] ?? String(index);
  return {
    ...{ kind, net, data, samples, loss, accuracy, ...Object.fromEntries(errors) },
    classes: result.classes.map((figures, index) => ({ class: named(index), ...figures })),
    ...(classNames.length > confusionClasses ? {} : { confusion: result.confusion }),
    ...(result.notes.length > 0 ? { notes: result.notes } : {}),
    worst: result.worst.map(({ index, label, guess, probability }) => {
      return { index, class: named(label), guess: named(guess), probability };
    }),
  };
}

/** A table of more classes is too large for a line. */
const confusionClasses = 100;

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
