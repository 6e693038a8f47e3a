/** A cell that was taken for TypeScript and is none: whether ConvScript was meant, and what is wrong with it then. */
import { reservation } from "../language/names.js";
import { renderDiagnostics } from "../language/render.js";
import { closest } from "../language/spelling.js";
import { looksLikeHead } from "../language/tree/heads.js";
import { keywords } from "../language/words.js";
import { check } from "../network/check.js";
import type { Source } from "../language/source.js";
import type { Scope } from "../network/scope.js";
import { firstLine } from "./cellLanguage.js";
import type { RefusedCell } from "./service.js";

/** null where it does not look like ConvScript, or ConvScript finds nothing wrong. */
export function convRefusal(source: Source, scope: Scope): RefusedCell | null {
  if (!looksLikeConv(firstLine(source.text).line)) return null;
  const errors = check(source, { scope }).diagnostics.filter(
    ({ severity }) => severity === "error",
  );
  const [first] = errors;
  if (!first) return null;
  return {
    language: "refused",
    name: "ConvScriptError",
    message: first.message,
    traceback: renderDiagnostics(errors, { color: true }).split("\n"),
  };
}

/** Stages without `net name =`, a definition without its name, a keyword misspelt before a string or a name. */
function looksLikeConv(line: string): boolean {
  const [, word = "", rest = ""] = /^([\p{L}_][\p{L}\d_/-]*)(.*)$/u.exec(line) ?? [];
  const [letters = ""] = /^\p{L}+/u.exec(word) ?? [];
  if (/^input\s+\d/i.test(line)) return true;
  if (looksLikeHead(letters) && /[\d\s]\s*\|/.test(line) && !line.includes("||")) return true;
  if (/^(?:net|block)$/i.test(word)) return /^\s*=\s*\w+\s*\d/.test(rest);
  const mistyped = closest(word, keywords) !== null && !isTypeScript(word);
  return mistyped && /^\s+["“”„'\p{L}_]/u.test(rest);
}

const words = new Set("async abstract declare from get module namespace of set type".split(" "));

function isTypeScript(word: string): boolean {
  return words.has(word) || /JavaScript$/.test(reservation(word) ?? "");
}
