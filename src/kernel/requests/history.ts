/** `history_request`: cells of this run and of earlier ones. */
import type { Entry, HistoryQuery } from "../history/entry.js";
import type { Content } from "../message.js";
import { refusal, type Requested } from "./request.js";

type Reader = (content: Content) => HistoryQuery;

const readers: Readonly<Record<HistoryQuery["kind"], Reader>> = {
  tail: ({ n }) => ({ kind: "tail", count: number(n) ?? 10 }),
  range: ({ session, start, stop }) => ({
    kind: "range",
    session: number(session) ?? 0,
    start: number(start) ?? 1,
    stop: number(stop),
  }),
  search: ({ pattern, n, unique }) => ({
    kind: "search",
    pattern: typeof pattern === "string" ? pattern : "*",
    count: number(n),
    unique: unique === true,
  }),
};

export const history: Requested = {
  async answer({ content }, kernel) {
    const kind = Object.keys(readers).find((one) => one === content.hist_access_type);
    if (!kind) return refusal("ValueError", "expected tail, range or search as hist_access_type");
    const entries = await kernel.history.ask(readers[kind as HistoryQuery["kind"]](content));
    return { reply: { status: "ok", history: entries.map(row(content.output === true)) } };
  },
};

/** `[session, line, input]`, or `[session, line, [input, output]]`. */
function row(withOutput: boolean): (entry: Entry) => readonly unknown[] {
  return ({ session, line, input, output }) => [
    session,
    line,
    withOutput ? [input, output] : input,
  ];
}

function number(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
