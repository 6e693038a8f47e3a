/** Which words may name a network, block, layer, parameter or data set. */
import { headWords, keywords } from "./words.js";

const javascript = [
  ..."arguments await break case catch class const continue debugger default delete do else enum eval".split(
    " ",
  ),
  ..."export extends false finally for function if implements import in instanceof interface let new".split(
    " ",
  ),
  ..."null package private protected public return static super switch this throw true try typeof".split(
    " ",
  ),
  ..."var void while with yield".split(" "),
];
const keywordSet: ReadonlySet<string> = new Set(keywords);
const headSet: ReadonlySet<string> = new Set(headWords);
const javascriptSet: ReadonlySet<string> = new Set(javascript);

export function isHeadWord(word: string): boolean {
  return headSet.has(word.toLowerCase());
}

export function isKeyword(word: string): boolean {
  return keywordSet.has(word.toLowerCase());
}

/** Why a word cannot be a name, or null where it can: "`in` is a word of JavaScript". */
export function reservation(name: string): string | null {
  if (isKeyword(name)) return `\`${name}\` begins a statement`;
  if (isHeadWord(name) || /^aux$/i.test(name)) return `\`${name}\` is a layer`;
  if (/^x\d+$/i.test(name)) return `\`${name}\` is a repeat`;
  if (javascriptSet.has(name)) return `\`${name}\` is a word of JavaScript`;
  return null;
}

/** A name near a reserved one: `in` gives `in1`, `x3` gives `n3`. */
export function freeName(reserved: string): string {
  const repeat = /^x(\d+)$/i.exec(reserved);
  return repeat ? `n${repeat[1] ?? ""}` : `${reserved}1`;
}

/** The nearest name that could be written, or null: `réseau` is `reseau`, `vgg-16` is `vgg_16`. */
export function asciiName(text: string): string | null {
  const bare = text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[-./]/g, "_");
  const meant = /^\d/.test(bare) ? `n${bare}` : bare;
  return /^[A-Za-z_]\w*$/.test(meant) ? meant : null;
}
