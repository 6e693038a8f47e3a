/**
 * Layer names: `conv{b}_{i}`, `pool{b}`, `fc{b}`, and a kind with a running number for the rest. A block call, a branch
 * and an auxiliary head put a prefix before the names inside, where counting begins again.
 */
import type { Operation } from "./network.js";
import { namePrefix } from "./operations.js";

export interface Naming {
  readonly prefix: string;
  /** Pools end a numbered stage of the network only outside branches, blocks and heads. */
  readonly topLevel: boolean;
  /** b and i of the language's rule. */
  stage: number;
  index: number;
  readonly running: Map<string, number>;
}

export function naming(prefix: string, topLevel: boolean): Naming {
  return { prefix, topLevel, stage: 1, index: 0, running: new Map() };
}

/** The next `add1`, `bottleneck3`, `aux1` … without its prefix. */
export function nextRunning(names: Naming, word: string): string {
  const number = (names.running.get(word) ?? 0) + 1;
  names.running.set(word, number);
  return `${word}${number}`;
}

/** The name that the rule gives; counters move on also where `as` overrules it. */
export function nextName(names: Naming, operation: Operation): string {
  switch (operation.kind) {
    case "input":
      return "input";
    case "conv":
    case "dwconv":
    case "deconv":
      names.index += 1;
      return `conv${names.stage}_${names.index}`;
    case "fc":
      return `fc${endStage(names)}`;
    case "maxpool":
    case "avgpool":
    case "minpool":
      return names.topLevel ? `pool${endStage(names)}` : nextRunning(names, operation.kind);
    default:
      return nextRunning(names, namePrefix(operation));
  }
}

function endStage(names: Naming): number {
  names.index = 0;
  return names.stage++;
}

/** After a network used as a stage numbering goes on after its layers. */
export function continueAfter(names: Naming, used: Naming): void {
  if (used.stage >= names.stage) {
    names.index = used.stage > names.stage ? used.index : Math.max(names.index, used.index);
    names.stage = used.stage;
  }
  for (const [word, number] of used.running)
    names.running.set(word, Math.max(number, names.running.get(word) ?? 0));
}
