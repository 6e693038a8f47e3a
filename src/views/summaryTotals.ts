/** What a network comes to: parameters, multiply-adds, receptive field, memory; inference and training apart. */
import type { OptimizerName } from "../training/plan.js";
import type { Paint } from "../language/ansi.js";
import type { Network, Totals } from "../network/network.js";
import type { Memory } from "../network/memory.js";
import type { Column } from "./summaryTable.js";
import { inferenceMemory, trainingMemory } from "../network/memory.js";
import { formatCount, formatPair, plural } from "../network/wording.js";
import { frozenText, nothingFrozen, type Frozen } from "./frozen.js";
import { networkDepth } from "./summaryDepth.js";
import { byteCount } from "./summaryNumbers.js";
import { tableLines } from "./summaryTable.js";

/** The batch that a training step is reckoned with. */
export const usualBatch = 32;

export function totalLines(
  network: Network,
  paint: Paint,
  frozen = nothingFrozen,
): readonly string[] {
  const label = (text: string) => paint("bold", text.padEnd(17));
  const facts = factsOf(network, frozen).map(([name, text]) => label(name) + text);
  return network.complete ? [...facts, "", ...memoryLines(network, paint)] : facts;
}

/** What a network comes to, each with its name. */
export function factsOf(network: Network, frozen: Frozen): readonly (readonly [string, string])[] {
  const { totals } = network;
  const kept = frozenText(network, frozen);
  const { withAux } = totals;
  return [
    ["parameters", parameterText(totals)],
    ...(kept === null ? [] : [["frozen", kept] as const]),
    ...(totals.nonTrainable
      ? [["not trained", `${formatCount(totals.nonTrainable)} moving statistics`] as const]
      : []),
    ["multiply-adds", `${formatCount(totals.macs)} for one input`],
    ...(withAux
      ? [
          [
            "with auxiliaries",
            `${formatCount(withAux.params)} and ${formatCount(withAux.macs)}`,
          ] as const,
        ]
      : []),
    ["activations", `${formatCount(totals.activations)} values for one input`],
    ["receptive field", formatPair(totals.receptiveField)],
    ["depth", `${plural(networkDepth(network), "layer")} with weights on the longest path`],
  ];
}

function parameterText({ params, weights, biases }: Totals): string {
  return `${formatCount(params)} = ${formatCount(weights)} weights + ${formatCount(biases)} biases`;
}

/** Optimisers that keep as much as each other. */
const optimizerGroups: readonly (readonly [OptimizerName, string])[] = [
  ["sgd", "sgd"],
  ["momentum", "momentum, nesterov"],
  ["adam", "adam, adamw, rmsprop"],
];

export interface MemoryRow {
  readonly name: string;
  /** null for a row that heads those under it. */
  readonly memory: Memory | null;
}

export function memoryRows(network: Network): readonly MemoryRow[] {
  const training = optimizerGroups.map(([optimizer, names]) => ({
    name: `  ${names}`,
    memory: trainingMemory(network, optimizer, { batch: usualBatch }),
  }));
  return [
    { name: "inference, 1 input", memory: inferenceMemory(network, { batch: 1 }) },
    { name: `training, batch ${usualBatch}`, memory: null },
    ...training,
  ];
}

function memoryLines(network: Network, paint: Paint): readonly string[] {
  const rows = memoryRows(network);
  const names = rows.map(({ name }) => name);
  const column = (header: string, part: keyof Memory): Column => ({
    header,
    align: "right",
    cells: rows.map(({ memory }) => (memory?.[part] ? byteCount(memory[part]) : "")),
  });
  return tableLines(
    [
      { header: "memory, float32", align: "left", cells: names, style: "bold" },
      column("weights", "weights"),
      column("activations", "activations"),
      column("gradients", "gradients"),
      column("optimiser", "optimizer"),
      column("total", "total"),
    ],
    paint,
  );
}
