/** `complete_request` and `is_complete_request`. */
import { toCodePoints, toUnits } from "../codePoints.js";
import type { Content } from "../message.js";
import { readQuestion } from "./question.js";
import type { Requested } from "./request.js";

export const complete: Requested = {
  async answer({ content }, kernel) {
    const { code, cursor } = readPlace(content);
    const { start, end, matches } = await (await kernel.cells).complete(code, cursor);
    const place = (units: number) => toCodePoints(code, units);
    const types = matches.map((match) => ({
      ...match,
      start: place(match.start),
      end: place(match.end),
    }));
    return {
      reply: {
        status: "ok",
        matches: matches.map(({ text }) => text),
        cursor_start: place(start),
        cursor_end: place(end),
        metadata: { _jupyter_types_experimental: types },
      },
    };
  },
};

export const isComplete: Requested = {
  async answer({ content }, kernel) {
    const { code } = readPlace(content);
    // To TypeScript it is the beginning of a condition.
    if (readQuestion(code)) return { reply: { status: "complete" } };
    return { reply: { ...(await (await kernel.cells).isComplete(code)) } };
  },
};

/** A cell's text and the cursor in it, in UTF-16 units; at its end where the request does not say. */
export function readPlace({ code, cursor_pos: cursor }: Content): {
  readonly code: string;
  readonly cursor: number;
} {
  if (typeof code !== "string") throw new TypeError("expected a string as code");
  return { code, cursor: typeof cursor === "number" ? toUnits(code, cursor) : code.length };
}
