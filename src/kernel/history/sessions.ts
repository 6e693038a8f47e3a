/**
 * Sessions in a folder, each a file of JSON lines that only its own kernel writes: so several kernels at once cannot
 * harm one another. Holds: files are private; a line that was cut short costs only itself; the folder stays small.
 */
import { mkdirSync, openSync, closeSync, readdirSync, rmSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isContent } from "../message.js";
import type { Entry } from "./entry.js";

/** What the folder holds at most, in bytes and files: the oldest sessions go. */
const mostBytes = 8e6;
const mostFiles = 1000;

/** One line of a file: a cell begins, or its result is known. */
export type Line =
  | { readonly line: number; readonly input: string }
  | { readonly line: number; readonly output: string };

/** Takes the next number by making its file, which only one kernel can. */
export function newSession(folder: string): number {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const numbers = sessionNumbers(folder);
  discardOldest(folder, numbers);
  for (let number = (numbers.at(-1) ?? 0) + 1; ; number += 1) {
    try {
      closeSync(openSync(sessionFile(folder, number), "wx", 0o600));
      return number;
    } catch (error) {
      if (!isFileError(error, "EEXIST")) throw error;
    }
  }
}

export function sessionFile(folder: string, number: number): string {
  return join(folder, `${number}.jsonl`);
}

/** Ascending; empty where there is no folder. */
function sessionNumbers(folder: string): number[] {
  try {
    const numbers = readdirSync(folder).map((name) => /^([1-9]\d*)\.jsonl$/.exec(name)?.[1]);
    return numbers.flatMap((number) => (number ? [Number(number)] : [])).sort((a, b) => a - b);
  } catch (error) {
    if (isFileError(error, "ENOENT")) return [];
    throw error;
  }
}

function discardOldest(folder: string, numbers: readonly number[]): void {
  let [bytes, files] = [0, 0];
  for (const number of numbers.toReversed()) {
    const path = sessionFile(folder, number);
    bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    files += 1;
    if (bytes > mostBytes || files >= mostFiles) rmSync(path, { force: true });
  }
}

/** Entries of all sessions but `except`, oldest first. */
export async function readSessions(folder: string, except: number | null): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const number of sessionNumbers(folder)) {
    if (number === except) continue;
    const text = await readFile(sessionFile(folder, number), "utf8").catch(() => "");
    entries.push(...readEntries(number, text));
  }
  return entries;
}

function readEntries(session: number, text: string): readonly Entry[] {
  const entries = new Map<number, Entry>();
  for (const line of text.split("\n").map(readLine)) {
    if (!line) continue;
    const known = entries.get(line.line);
    if ("input" in line) entries.set(line.line, { session, output: null, ...line });
    else if (known) entries.set(line.line, { ...known, output: line.output });
  }
  return [...entries.values()];
}

function readLine(text: string): Line | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!isContent(value) || typeof value.line !== "number") return null;
    const { line, input, output } = value;
    if (typeof input === "string") return { line, input };
    return typeof output === "string" ? { line, output } : null;
  } catch {
    return null;
  }
}

function isFileError(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
