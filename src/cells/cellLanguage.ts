/**
 * Which language a cell is in (language.md, section 5): a statement keyword, then on the same line a string or a name that is no
 * operator of TypeScript. No TypeScript begins so. `%%conv` says it outright.
 */
import { keywords } from "../language/words.js";

export type CellLanguage = "conv" | "typescript";

const opening = String.raw`^[ \t]*(?:${keywords.filter((word) => word !== "export").join("|")})`;
const name = String.raw`(?!(?:in|instanceof|as|satisfies)\b)[\p{L}_]`;
const statement = new RegExp(String.raw`${opening}(?:[ \t]*["'“‘«„]|[ \t]+${name})`, "iu");
const exporting = /^[ \t]*export[ \t]+[\p{L}_][\p{L}\w]*[ \t]+to[ \t]*["'“‘«„]/iu;
const magic = /^[ \t]*%%conv\b.*/i;

export function cellLanguage(code: string): CellLanguage {
  const { line, comments } = firstLine(code);
  if (line === "") return comments ? "conv" : "typescript";
  return magic.test(line) || statement.test(line) || exporting.test(line) ? "conv" : "typescript";
}

/** The first that is neither blank nor a comment; empty where there is none. */
export function firstLine(code: string): {
  readonly line: string;
  readonly start: number;
  readonly comments: boolean;
} {
  const lines = /^[ \t\uFEFF]*(#?)(.*)$/gm;
  let comments = false;
  for (const match of code.matchAll(lines)) {
    const [whole, sign] = match;
    if (sign === "#") comments = true;
    else if (whole.trim() !== "") return { line: whole.trim(), start: match.index, comments };
  }
  return { line: "", start: code.length, comments };
}

/** The text with blanks for `%%conv` and what follows it on its line, so that everything stays in its place. */
export function withoutMagic(code: string): string {
  const { line, start } = firstLine(code);
  if (!magic.test(line)) return code;
  const end = code.indexOf(line, start) + line.length;
  return code.slice(0, start) + code.slice(start, end).replace(/[^\r\n]/g, " ") + code.slice(end);
}
