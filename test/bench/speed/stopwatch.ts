/** What both peers in JavaScript measure themselves with. spec.py has the same for Python's. */
import { readFileSync } from "node:fs";
import type { Spec } from "./spec.js";

/** Milliseconds a step, one for each chunk of steps. `run(steps)` makes so many and waits for the last. */
export async function timed(
  { warmUp, chunks, chunk, seconds }: Spec,
  run: (steps: number) => Promise<void>,
): Promise<readonly number[]> {
  await run(warmUp);
  const found: number[] = [];
  const start = performance.now();
  while (found.length < chunks && performance.now() - start < 1000 * seconds) {
    const begin = performance.now();
    await run(chunk);
    found.push((performance.now() - begin) / chunk);
  }
  return found;
}

/** Of this process alone: `maxRSS` begins with what its parent had. */
export function peakMegabytes(): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  return Number(kilobytes) / 1024;
}
