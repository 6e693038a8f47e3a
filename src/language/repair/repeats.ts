/** Repeats as they are written elsewhere: `conv3-64x2`, `conv3-64 *2`, `2x conv3-64`. */
import * as t from "../../../grammar/tokens.js";
import { error, fix, insertAfter, replace } from "../problem.js";
import { looksLikeHead } from "../tree/heads.js";
import { sub, type Correction, type Lump } from "./lump.js";
import { asToken } from "./relex.js";

/** `conv3-64x2`: the repeat is a word of its own. */
export function gluedRepeat(lump: Lump): Correction | null {
  const { text, where } = lump;
  const match = /^(.+?)([xX*\u00D7](\d+|\{[^{}]*\}))$/.exec(text);
  const [, stage = "", repeat = "", count = ""] = match ?? [];
  const cut = where.start + stage.length;
  const first = match && asToken(stage, where.start, cut);
  const second = asToken(`x${count}`, cut, where.end);
  const takesRepeat =
    first?.tokenType === t.Head || first?.tokenType === t.Numeral || looksLikeHead(stage);
  if (!first || !second || !takesRepeat) return null;
  const at = sub(lump, stage.length, text.length);
  const message = `a repeat stands apart from its stage, received \`${repeat}\` on \`${stage}\``;
  return {
    diagnostic: error("C119", at, message, {
      hints: [fix(`write \`${stage} x${count}\``, replace(at, ` x${count}`))],
    }),
    tokens: [first, second],
  };
}

/** `*3`, `×3` */
export function foreignRepeat({ text, where }: Lump): Correction | null {
  const [, count = ""] = /^[*\u00D7](\d+)$/.exec(text) ?? [];
  const token = count === "" ? null : asToken(`x${count}`, where.start, where.end);
  if (!token) return null;
  return {
    diagnostic: error("C119", where, `a repeat is written with \`x\`, received \`${text}\``, {
      hints: [fix(`write \`x${count}\``, replace(where, `x${count}`))],
    }),
    tokens: [token],
  };
}

/** `3x conv3-64` */
export function leadingRepeat({
  reader: { source },
  text,
  where,
  naming,
}: Lump): Correction | null {
  const [, count = ""] = /^(\d+)[xX*\u00D7]$/.exec(text) ?? [];
  const { gap, stage } = stageAfter(source.text.slice(where.end));
  if (count === "" || naming || stage === "") return null;
  const begin = where.end + gap;
  const moved = [
    replace({ ...where, end: begin }, ""),
    insertAfter({ ...where, end: begin + stage.length }, ` x${count}`),
  ];
  return {
    diagnostic: error("C120", where, `a repeat follows its stage, received \`${text}\` before it`, {
      hints: [fix(`write \`${stage} x${count}\``, ...moved)],
    }),
    tokens: [],
  };
}

/** The stage that a text begins with, and the spaces before it. */
function stageAfter(text: string): { readonly gap: number; readonly stage: string } {
  let depth = 0;
  const end = text.split("").findIndex((sign) => {
    if (/[\r\n#]/.test(sign) || (depth === 0 && /[|,+)\]]/.test(sign))) return true;
    depth += /[([]/.test(sign) ? 1 : /[)\]]/.test(sign) ? -1 : 0;
    return false;
  });
  const written = end < 0 ? text : text.slice(0, end);
  return { gap: /^\s*/.exec(written)?.[0].length ?? 0, stage: written.trim() };
}
