/**
 * Folders that visit the disk for a moment, readable by us alone. Holds: they are named by their process, so that whoever
 * outlives a process that was killed can take them away.
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export function scratchFolder(): string {
  return mkdtempSync(join(tmpdir(), prefixOf(process.pid)));
}

/** Takes away what the process has left, as far as that can be done. */
export function sweepScratch(pid: number): void {
  try {
    const left = readdirSync(tmpdir()).filter((name) => name.startsWith(prefixOf(pid)));
    for (const name of left) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  } catch {
    // Whoever calls this has more to do.
  }
}

function prefixOf(pid: number): string {
  return `convscript-${pid}-`;
}
