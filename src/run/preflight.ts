/** What can be known of a script before it runs: whether its networks take its data. Out: problems at their places. */
import { dataSetEntry, type DataSetInfo } from "../data/dataSet.js";
import type { CheckedStatement } from "../network/check.js";
import type { CheckedCommand } from "../network/commands/command.js";
import type { Network } from "../network/network.js";
import { Problem } from "../problem/problem.js";
import { requireFit } from "../training/fit.js";
import { lossOf } from "../training/loss.js";
import type { LocatedProblem } from "./events.js";
import { locateProblem } from "./locate.js";
import type { ScriptState } from "./scriptState.js";
import { trainingOptions } from "./trainOptions.js";

interface Known {
  readonly networks: Map<string, () => Network>;
  readonly data: Map<string, DataSetInfo>;
}

export function preflight(
  program: readonly CheckedStatement[],
  state: ScriptState,
): readonly LocatedProblem[] {
  const known: Known = {
    networks: new Map([...state.networks].map(([name, { network }]) => [name, () => network])),
    data: new Map(state.data),
  };
  return program.flatMap((statement) => {
    switch (statement.kind) {
      case "net":
        known.networks.set(statement.network.name, () => statement.network);
        return [];
      case "use":
        for (const [name, definition] of statement.names) {
          if (definition.kind === "net") known.networks.set(name, definition.network);
        }
        return [];
      case "block":
        return [];
      case "command":
        return commandProblems(statement, known);
    }
  });
}

function commandProblems(command: CheckedCommand, known: Known): readonly LocatedProblem[] {
  const { keyword, operands, options, target } = command;
  if (keyword === "data") {
    const set = operands["set"]?.[0]?.text;
    const info = set === undefined ? null : knownInfo(set);
    if (info) known.data.set(target ?? info.name, { ...info, name: target ?? info.name });
    return [];
  }
  if (keyword !== "train" && keyword !== "test") return [];
  const network = known.networks.get(operands["net"]?.[0]?.text ?? "")?.();
  if (!network) return [];
  const names = [operands["data"]?.[0]?.text, options["validate"]?.value];
  const sets = names.flatMap((name) => known.data.get(String(name)) ?? []);
  return sets.flatMap((data) => misfit(command, network, data));
}

function knownInfo(set: string): DataSetInfo | null {
  try {
    return dataSetEntry(set).info;
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

function misfit(
  command: CheckedCommand,
  network: Network,
  data: DataSetInfo,
): readonly LocatedProblem[] {
  const { loss = "crossentropy" } = trainingOptions(command);
  try {
    requireFit(network, data, lossOf(network, loss));
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return [locateProblem(error, command)];
  }
}
