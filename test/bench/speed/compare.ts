/**
 * Ours and theirs, side by side in one run. In: cases and peers. Out: for each case medians, spread, ratios, peak memory, and whether
 * the losses agree. One process is alive at a time, and they take turns over several rounds, so that a slow minute hits all.
 */
import { spawnSync } from "node:child_process";
import { titleOf, type SpeedCase, type Target } from "./cases.js";
import { commandOf, ours, type Peer } from "./peers.js";
import { networkOf, writeSpec } from "./spec.js";

interface Answer {
  /** Milliseconds a step, one for each chunk. */
  readonly times: readonly number[];
  readonly loss: number;
  readonly peakMegabytes: number;
  readonly version: string;
}

export interface Row {
  readonly peer: string;
  readonly version: string;
  /** Milliseconds a step. */
  readonly median: number;
  readonly fastest: number;
  readonly slowest: number;
  readonly peakMegabytes: number;
  readonly loss: number;
  /** Taken before the loss. */
  readonly steps: number;
  readonly timings: number;
}

export interface Comparison {
  readonly title: string;
  readonly targets: readonly Target[];
  /** Losses after the same steps from the same weights may differ by this share. */
  readonly tolerance: number;
  readonly rows: readonly Row[];
  /** Peers that gave no answer, with the last line of what they said. */
  readonly failed: readonly { readonly peer: string; readonly reason: string }[];
}

export interface Timing {
  readonly rounds: number;
  readonly chunks: number;
  /** No timing begins when those of a process have taken longer. */
  readonly seconds: number;
}

export async function compareCase(
  one: SpeedCase,
  peers: readonly Peer[],
  { rounds, ...timing }: Timing,
  folder: string,
): Promise<Comparison> {
  const all = [ours, ...peers.filter((peer) => peer.takes(one))];
  const answers = new Map<string, Answer[]>(all.map(({ name }) => [name, []]));
  const failed = new Map<string, string>();
  for (let round = 0; round < rounds; round++) {
    for (const peer of round % 2 === 0 ? all : all.toReversed()) {
      if (failed.has(peer.name) || (peer.slow && round > 0)) continue;
      const { options } = peer;
      const answer = ask(
        peer,
        await writeSpec(folder, one, { ...timing, warmUp: warmUpOf(one), options }),
      );
      if (typeof answer === "string") failed.set(peer.name, answer);
      else answers.get(peer.name)?.push(answer);
    }
  }
  return {
    title: titleOf(one),
    targets: one.targets,
    tolerance: toleranceOf(one),
    rows: all.flatMap(({ name }) => rowOf(name, one, answers.get(name) ?? [])),
    failed: [...failed].map(([peer, reason]) => ({ peer, reason })),
  };
}

function warmUpOf({ chunk }: SpeedCase): number {
  return Math.max(2, chunk);
}

/** Dropout draws differently everywhere, and bfloat16 has three digits. */
function toleranceOf(one: SpeedCase): number {
  const drops = networkOf(one).layers.some(({ operation }) => operation.kind === "dropout");
  if (one.mode === "train" && drops) return 0.1;
  return one.precision === "bf16" ? 0.03 : 0.01;
}

const patience = 5 * 60_000;

/** A text says why there is no answer. */
function ask(peer: Peer, spec: string): Answer | string {
  const [command, ...args] = commandOf(peer);
  const { stdout, stderr, error } = spawnSync(command, [...args, spec], {
    encoding: "utf8",
    timeout: patience,
    maxBuffer: 2 ** 28,
  });
  const line = stdout.trim().split("\n").at(-1) ?? "";
  if (line.startsWith("{")) return JSON.parse(line) as Answer;
  return error?.message ?? stderr.trim().split("\n").at(-1) ?? "no answer";
}

function rowOf(peer: string, one: SpeedCase, answers: readonly Answer[]): readonly Row[] {
  const [first] = answers;
  if (!first) return [];
  const times = answers.flatMap(({ times }) => times).sort((a, b) => a - b);
  const { version, loss } = first;
  return [
    {
      peer,
      version,
      median: times[times.length >> 1] ?? NaN,
      fastest: times[0] ?? NaN,
      slowest: times.at(-1) ?? NaN,
      peakMegabytes: Math.max(...answers.map((answer) => answer.peakMegabytes)),
      loss,
      steps: warmUpOf(one) + first.times.length * one.chunk,
      timings: times.length,
    },
  ];
}

/** Ours to the best of the others, or of those of one name; NaN where there is none. */
export function ratioOf(
  { rows }: Comparison,
  against: Target["against"] = "the best",
  figure: "median" | "peakMegabytes" = "median",
): number {
  const [own, ...others] = rows;
  const meant = others.filter(({ peer }) => against === "the best" || peer.startsWith(against));
  if (!own || meant.length === 0) return NaN;
  return own[figure] / Math.min(...meant.map((row) => row[figure]));
}
