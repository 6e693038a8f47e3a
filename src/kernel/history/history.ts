/**
 * The history of cells, kept across runs. In: a cell when it begins, its result when there is one. Out: answers to
 * `history_request`. Holds: memory and disk are bounded.
 */
import type { Entry, HistoryQuery } from "./entry.js";
import { openLog, type Log } from "./log.js";
import { answer } from "./query.js";
import { readSessions, type Line } from "./sessions.js";

export interface History {
  add(line: number, input: string): void;
  setOutput(line: number, output: string): void;
  ask(query: HistoryQuery): Promise<readonly Entry[]>;
  /** Resolves when all of it is on disk. */
  written(): Promise<void>;
}

/** Longer inputs are not kept: half a cell would be worse than none. In UTF-16 units. */
const longestInput = 1e6;
/** Longer outputs are cut. */
const longestOutput = 1e4;
/** What a session keeps; then its older half goes. */
const longestSession = 2e6;

export function openHistory(folder: string, onError: (error: unknown) => void): History {
  let entries: Entry[] = [];
  let size = 0;
  let log: Log | null = null;

  function append(line: Line): void {
    log?.append(line);
    size += lengthOf(line);
    if (size <= longestSession) return;
    entries = entries.slice(Math.ceil(entries.length / 2));
    const lines = entries.flatMap(linesOf);
    size = lines.reduce((sum, one) => sum + lengthOf(one), 0);
    log?.replace(lines);
  }

  return {
    add(line, input) {
      if (input.length > longestInput) return;
      log ??= openLog(folder, onError);
      entries.push({ session: log.session, line, input, output: null });
      append({ line, input });
    },
    setOutput(line, text) {
      const index = entries.findLastIndex((entry) => entry.line === line);
      const entry = entries[index];
      if (!entry) return;
      const output = text.length > longestOutput ? `${text.slice(0, longestOutput)}…` : text;
      entries[index] = { ...entry, output };
      append({ line, output });
    },
    async ask(query) {
      const present = log?.session ?? null;
      const others = await readSessions(folder, present).catch((error: unknown) => {
        onError(error);
        return [];
      });
      return answer(query, [...others, ...entries], present);
    },
    written: async () => log?.written(),
  };
}

function linesOf({ line, input, output }: Entry): readonly Line[] {
  return output === null
    ? [{ line, input }]
    : [
        { line, input },
        { line, output },
      ];
}

function lengthOf(line: Line): number {
  return "input" in line ? line.input.length : line.output.length;
}
