/** Answers to questions about the history. In: entries from the oldest to the newest. Out: those that are asked for. */
import type { Entry, HistoryQuery } from "./entry.js";
import { globMatcher } from "./glob.js";

/** `present` is the number of this kernel's session; null before its first cell. */
export function answer(
  query: HistoryQuery,
  entries: readonly Entry[],
  present: number | null,
): readonly Entry[] {
  switch (query.kind) {
    case "tail":
      return last(entries, query.count);
    case "range":
      return range(query, entries, present);
    case "search":
      return search(query, entries);
  }
}

function range(
  { session, start, stop }: Extract<HistoryQuery, { kind: "range" }>,
  entries: readonly Entry[],
  present: number | null,
): readonly Entry[] {
  const wanted = session > 0 ? session : sessionBefore(-session, entries, present);
  const end = stop ?? Infinity;
  return entries.filter(
    (entry) => entry.session === wanted && entry.line >= start && entry.line < end,
  );
}

function search(
  { pattern, count, unique }: Extract<HistoryQuery, { kind: "search" }>,
  entries: readonly Entry[],
): readonly Entry[] {
  const isMatch = globMatcher(pattern);
  const found = entries.filter(({ input }) => isMatch(input));
  return last(unique ? withoutRepeats(found) : found, count ?? Infinity);
}

function last(entries: readonly Entry[], count: number): readonly Entry[] {
  return count > 0 ? entries.slice(-count) : [];
}

function sessionBefore(
  steps: number,
  entries: readonly Entry[],
  present: number | null,
): number | null {
  if (steps === 0) return present;
  const earlier = new Set(entries.map(({ session }) => session));
  return [...earlier].filter((session) => session < (present ?? Infinity)).at(-steps) ?? null;
}

function withoutRepeats(entries: readonly Entry[]): readonly Entry[] {
  const newest = new Map(entries.map((entry) => [entry.input, entry]));
  return entries.filter((entry) => newest.get(entry.input) === entry);
}
