/** Whether a TypeScript cell can be run as it stands, or goes on in the next line. */
import type ts from "@tslab/typescript-for-tslab";
import { endsBlank } from "../convCell.js";
import type { Completeness } from "../service.js";
import { prefix, type CellSyntax } from "./syntax.js";

/** Unterminated template, comment, regular expression. */
const open: ReadonlySet<number> = new Set([1160, 1010]);

export function textCompleteness({ file, errors }: CellSyntax): Completeness {
  const code = file.text.slice(prefix.length);
  if (errors.length === 0) return { status: "complete" };
  const end = file.text.trimEnd().length;
  if (!errors.some((one) => asksForMore(one, end)) || endsBlank(code)) return { status: "invalid" };
  return { status: "incomplete", indent: indent(code) };
}

function asksForMore({ code, start = 0, messageText }: ts.Diagnostic, end: number): boolean {
  if (open.has(code)) return true;
  return start >= end && typeof messageText === "string" && messageText.endsWith("expected.");
}

/** As the last line, and two more where it opens something. */
function indent(code: string): string {
  const line = code.trimEnd().split("\n").at(-1) ?? "";
  const [blank = ""] = /^[ \t]*/.exec(line) ?? [];
  return /[{([`]$|=>$|[{([][^\])}]*$/.test(line) ? `${blank}  ` : blank;
}
