/** Whether a network fits in memory: estimated before anything is built. Sizes are in bytes. */
import { freemem, totalmem } from "node:os";
import { inferenceMemory, trainingMemory } from "../network/memory.js";
import type { Network } from "../network/network.js";
import { Problem } from "../problem/problem.js";
import type { TrainingSettings } from "./settings.js";

/** What this process may have: what is free, and what it holds already. A container's limit counts. */
export function availableMemory(): number {
  const limit = process.constrainedMemory();
  const total = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return Math.min(total, freemem() + process.memoryUsage.rss());
}

/** Throws R105 with the largest batch that fits. */
export function requireTrainingRoom(
  network: Network,
  { batch, plan }: Pick<TrainingSettings, "batch" | "plan">,
  available = availableMemory(),
): void {
  const { optimizer, precision } = plan;
  const need = (size: number) =>
    trainingMemory(network, optimizer.name, { batch: size, precision }).total;
  requireRoom(`training \`${network.name}\``, batch, need, available);
}

export function requireInferenceRoom(
  network: Network,
  batch: number,
  available = availableMemory(),
): void {
  const need = (size: number) => inferenceMemory(network, { batch: size }).total;
  requireRoom(`running \`${network.name}\``, batch, need, available);
}

/** `need` grows in a line with the batch. */
function requireRoom(
  what: string,
  batch: number,
  need: (batch: number) => number,
  available: number,
): void {
  if (need(batch) <= available) return;
  const each = need(2) - need(1);
  const largest = Math.floor((available - need(1)) / Math.max(1, each)) + 1;
  const message = `${what} with a batch of ${batch} needs about ${gigabytes(need(batch))}; ${gigabytes(available)} are free`;
  const hint =
    largest >= 1
      ? `the largest batch that fits is ${largest}: write \`batch=${largest}\``
      : `even one image needs ${gigabytes(need(1))}: a network of fewer weights or smaller images is needed`;
  throw new Problem("R105", message, { hints: [hint], about: "batch" });
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toLocaleString("en-US", { maximumFractionDigits: 1 })} GB`;
}
