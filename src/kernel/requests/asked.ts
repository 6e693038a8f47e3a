/** What an `execute_request` asks for. */
import { isContent, type Content } from "../message.js";

export interface Asked {
  readonly code: string;
  readonly silent: boolean;
  /** Whether it gets a number and a place in the history. */
  readonly counted: boolean;
  readonly allowStdin: boolean;
  readonly expressions: Readonly<Record<string, string>>;
}

/** Null where there is no code. */
export function readAsked(content: Content): Asked | null {
  const { code, silent, store_history: stored, allow_stdin: stdin } = content;
  if (typeof code !== "string") return null;
  const { user_expressions: given } = content;
  const expressions = Object.entries(isContent(given) ? given : {});
  return {
    code,
    silent: silent === true,
    counted: silent !== true && stored !== false && code.trim() !== "",
    allowStdin: stdin !== false,
    expressions: Object.fromEntries(expressions.map(([name, text]) => [name, String(text)])),
  };
}
