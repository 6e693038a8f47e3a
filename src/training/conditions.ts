/** What a training depends on beside the network: it goes on as it would have where all of it is the same. */
import { createHash } from "node:crypto";
import { sampleCount, type Samples } from "../data/samples.js";
import type { TrainingSettings } from "./settings.js";

/** Under the names of a `train` statement's options. */
export type Conditions = Readonly<Record<string, string | number>>;

/** `epochs` is among them only where the learning rate depends on it; else a training may be made longer. */
export function conditionsOf(
  { batch, seed, schedule, epochs, balanced, plan }: TrainingSettings,
  samples: Samples,
  validate: number | Samples | null,
): Conditions {
  const { name: optimizer, momentum, weightDecay: decay } = plan.optimizer;
  const { name, learningRate: lr, warmup, every, factor } = schedule;
  const { loss, precision, clipNorm: clip, accumulate, frozen } = plan;
  return {
    data: describeSamples(samples),
    validate:
      typeof validate === "object" && validate ? describeSamples(validate) : (validate ?? 0),
    ...{ batch, optimizer, lr, loss, seed, momentum, decay },
    ...{ schedule: name, warmup, every, factor, clip, accumulate, precision },
    freeze: frozen.join(" "),
    ...(name === "cosine" ? { epochs } : {}),
    ...(balanced ? { weights: "balanced" } : {}),
  };
}

/** The labels in their order tell one set, and one part of it, from another. */
function describeSamples(samples: Samples): string {
  const { labels, images: _, files: __, ...rest } = samples;
  const bytes = new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength);
  const hash = createHash("sha256").update(bytes).update(JSON.stringify(rest));
  return `${sampleCount(samples)} images (${hash.digest("hex").slice(0, 8)})`;
}

export interface Change {
  readonly name: string;
  readonly before: string | number;
  readonly now: string | number;
}

export function changes(before: Conditions, now: Conditions): readonly Change[] {
  const names = [...new Set([...Object.keys(now), ...Object.keys(before)])];
  return names
    .map((name) => ({ name, before: before[name] ?? "-", now: now[name] ?? "-" }))
    .filter((change) => change.before !== change.now);
}
