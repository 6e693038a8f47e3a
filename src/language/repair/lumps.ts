/**
 * Tokens that are no word of the language by themselves: other quotes, dashes of word processors, glued repeats, names in
 * other letters. Each gets its diagnostic; where the correction is clear the corrected tokens take its place.
 */
import type { IToken } from "../../../grammar/chevrotain.js";
import { received } from "../../../grammar/expectations.js";
import * as t from "../../../grammar/tokens.js";
import { error, fix, insertAfter, insertBefore, replace } from "../problem.js";
import { asciiName } from "../names.js";
import { headMeant } from "../spelling.js";
import { tokenSpan, type Reader } from "../tree/cst.js";
import { headPieces, isSizedHead } from "../tree/heads.js";
import { isFlag } from "./level.js";
import { unreadableLump } from "./unreadable.js";
import { sub, type Correction, type Lump, type Rule } from "./lump.js";
import { asToken } from "./relex.js";
import { foreignRepeat, gluedRepeat, leadingRepeat } from "./repeats.js";
import { plain } from "./spacing.js";

export function correctLump(reader: Reader, token: IToken, before: IToken | undefined): Correction {
  const naming =
    before !== undefined && (before.tokenType === t.As || /^(net|block)$/i.test(before.image));
  const where = tokenSpan(reader, token);
  const lump: Lump = { reader, token, text: token.image, where, naming };
  for (const rule of rules) {
    const correction = rule(lump);
    if (correction) return correction;
  }
  return { diagnostic: unreadableLump(token, where), tokens: [token] };
}

const rules: readonly Rule[] = [
  openBrace,
  strayBrace,
  arrow,
  semicolon,
  wordProcessor,
  gluedRepeat,
  foreignRepeat,
  leadingRepeat,
  gluedFlag,
  number,
  unit,
  fileName,
  name,
  misspeltHead,
  arithmetic,
];

function openBrace(lump: Lump): Correction | null {
  const { text, where, token } = lump;
  const at = text.replace(/\{[^{}]*\}/g, (closed) => " ".repeat(closed.length)).indexOf("{");
  if (at < 0) return null;
  const empty = /\{\s*$/.test(text);
  const closed = empty ? null : asToken(`${text}}`, where.start, where.end);
  return {
    diagnostic: error("C102", sub(lump, at, at + 1), "`{` is never closed", {
      hints: [fix("close it with `}`", insertAfter(where, "}"))],
    }),
    tokens: [closed ?? token],
  };
}

function strayBrace(lump: Lump): Correction | null {
  const { text, where, token } = lump;
  const at = text.replace(/\{[^{}]*\}/g, (closed) => " ".repeat(closed.length)).indexOf("}");
  if (at < 0) return null;
  const brace = sub(lump, at, at + 1);
  const without = asToken(text.slice(0, at) + text.slice(at + 1), where.start, where.end);
  return {
    diagnostic: error("C103", brace, "`}` closes nothing", {
      hints: [fix("leave it out", replace(brace, ""))],
    }),
    tokens: [without ?? token],
  };
}

function wordProcessor(lump: Lump): Correction | null {
  const { text, where } = lump;
  const meant = plain(text);
  const at = Array.from(text).findIndex((letter) => plain(letter) !== letter);
  const token = at < 0 ? null : asToken(meant, where.start, where.end);
  if (!token) return null;
  const letter = text[at] ?? "";
  const message = `expected \`${plain(letter)}\`, received \`${letter}\``;
  return {
    diagnostic: error("C108", sub(lump, at, at + 1), message, {
      hints: [fix(`write \`${meant}\``, replace(where, meant))],
    }),
    tokens: [token],
  };
}

/** `conv3-64 -> maxpool2` */
function arrow({ text, where }: Lump): Correction | null {
  if (!/^(->|>+|→|⇒|&)$/.test(text)) return null;
  return {
    diagnostic: error("C115", where, `expected \`|\`, received \`${text}\``, {
      hints: [fix("write `|` between stages", replace(where, "|"))],
    }),
    tokens: [t.tokenOf(t.Pipe, "|", where.start, where.end)],
  };
}

/** Other languages end a statement so. */
function semicolon(lump: Lump): Correction | null {
  const { text, where } = lump;
  const kept = text.replace(/;+$/, "");
  const token = kept === "" ? null : asToken(kept, where.start, where.start + kept.length);
  if (kept === text || (kept !== "" && !token)) return null;
  const mark = sub(lump, kept.length, text.length);
  return {
    diagnostic: error("C101", mark, "a statement ends with its line, received `;`", {
      hints: [fix("leave it out", replace(mark, ""))],
    }),
    tokens: token ? [token] : [],
  };
}

/** `conv3-64-relu` */
function gluedFlag(lump: Lump): Correction | null {
  const { text, where } = lump;
  const [, stage = "", sign = "", flag = ""] = /^(.*\d)([-_+:]?)([A-Za-z]+)$/.exec(text) ?? [];
  const cut = where.start + stage.length;
  const head = flag === "" ? null : asToken(stage, where.start, cut);
  const word = asToken(flag, cut + sign.length, where.end);
  if (head?.tokenType !== t.Head || !word || !isFlag(word)) return null;
  const at = sub(lump, stage.length, text.length);
  return {
    diagnostic: error("C101", at, `a flag stands apart from its stage, received \`${text}\``, {
      hints: [fix(`write \`${stage} ${flag}\``, replace(at, ` ${flag}`))],
    }),
    tokens: [head, word],
  };
}

/** `80%`, `10deg`, `32px` */
function unit({ text, where, naming }: Lump): Correction | null {
  const [, written = "", unit = ""] = /^(\d+(?:\.\d+)?)(%|°|deg|px|s|epochs)$/.exec(text) ?? [];
  const meant = unit === "%" ? String(Number(written) / 100) : written;
  const token = naming || unit === "" ? null : asToken(meant, where.start, where.end);
  if (!token) return null;
  return {
    diagnostic: error("C101", where, `a number has no unit, received \`${text}\``, {
      hints: [fix(`write \`${meant}\``, replace(where, meant))],
    }),
    tokens: [token],
  };
}

/** `.5`, `5.`, `1_000` */
function number(lump: Lump): Correction | null {
  const { text, where } = lump;
  const meant = text
    .replace(/_/g, "")
    .replace(/^(-?)\./, "$10.")
    .replace(/\.$/, "");
  const token = /^-?[\d._]+$/.test(text) ? asToken(meant, where.start, where.end) : null;
  if (token?.tokenType !== t.Numeral) return null;
  return {
    diagnostic: error("C101", where, `cannot read \`${text}\` as a number`, {
      hints: [fix(`write \`${meant}\``, replace(where, meant))],
    }),
    tokens: [token],
  };
}

function fileName(lump: Lump): Correction | null {
  const { text, where, naming } = lump;
  if (naming || !/^[^*{}]*\w\.[A-Za-z]\w*$|^[~.]{0,2}\/|\w\/\w*[A-Za-z]\w*$|\w\/$/.test(text))
    return null;
  if (isSizedHead(headPieces(text.replace(/[/.].*$/, ""))?.word ?? "")) return null;
  const quoted = `"${text.replace(/\\/g, "\\\\")}"`;
  return {
    diagnostic: error("C123", where, `expected a file in quotes, received \`${text}\``, {
      hints: [fix(`write \`${quoted}\``, replace(where, quoted))],
    }),
    tokens: [t.tokenOf(t.Text, quoted, where.start, where.end)],
  };
}

/** A name in other letters, or with a dash or dot in it. */
function name(lump: Lump): Correction | null {
  const { text, where, naming } = lump;
  if (!naming && !/^[\p{L}\p{M}\w]+$/u.test(text)) return null;
  const meant = asciiName(text);
  const hint = meant
    ? fix(`write \`${meant}\``, replace(where, meant))
    : { text: "choose a name of ASCII letters, digits and `_`" };
  return {
    diagnostic: error(
      "C109",
      where,
      `a name has ASCII letters, digits and \`_\`, received ${received(lump.token)}`,
      {
        hints: [hint],
      },
    ),
    tokens: [t.tokenOf(t.Word, meant ?? text, where.start, where.end)],
  };
}

/** `max-pool2`, `batch-norm` */
function misspeltHead(lump: Lump): Correction | null {
  const { text, where } = lump;
  const match = /^([A-Za-z]+(?:[-_][A-Za-z]+)+)(.*)$/.exec(text);
  const [, written = "", sizes = ""] = match ?? [];
  const word = match && headMeant(written.replace(/[-_]/g, ""));
  const token = word ? asToken(word + sizes, where.start, where.end) : null;
  if (!word || !token) return null;
  return {
    diagnostic: error("C116", sub(lump, 0, written.length), `there is no layer \`${written}\``, {
      hints: [fix(`write \`${word}${sizes}\``, replace(where, word + sizes))],
    }),
    tokens: [token],
  };
}

/** `2*c` where a number is expected. */
function arithmetic({ text, where }: Lump): Correction | null {
  if (!/^\w+(?:[-*/]\w+)+$/.test(text) || !/[*]/.test(text)) return null;
  const meant = `{${text}}`;
  return {
    diagnostic: error("C128", where, `arithmetic stands in braces, received \`${text}\``, {
      hints: [fix(`write \`${meant}\``, insertBefore(where, "{"), insertAfter(where, "}"))],
    }),
    tokens: [t.tokenOf(t.Braces, meant, where.start, where.end)],
  };
}
