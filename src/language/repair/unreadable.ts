/** What is said of a word that nothing can be made of. */
import type { IToken } from "../../../grammar/chevrotain.js";
import { received } from "../../../grammar/expectations.js";
import type { Diagnostic } from "../diagnostic.js";
import { error } from "../problem.js";
import type { Span } from "../source.js";
import { closest } from "../spelling.js";
import { isSizedHead } from "../tree/heads.js";
import { headWords } from "../words.js";

export function unreadableLump(token: IToken, where: Span): Diagnostic {
  const text = token.image;
  const head = closest(/^[A-Za-z]*/.exec(text)?.[0] ?? "", headWords);
  if (head && isSizedHead(head)) {
    return error("C101", where, `cannot read ${received(token)} as a layer`, {
      hints: [{ text: forms[head] }],
    });
  }
  return error("C101", where, `cannot read ${received(token)}`, {
    hints: [{ text: "names have letters, digits and `_`; file names stand in quotes" }],
  });
}

const convolution = "kernel, filters and stride are written `conv3-64/2` or `conv3x5-64/2x1`";
const pool = "window and stride are written `maxpool3/2`";
const forms = {
  conv: convolution,
  dwconv: "kernel and stride are written `dwconv3/2`",
  deconv: convolution.replaceAll("conv", "deconv"),
  maxpool: pool,
  avgpool: pool.replace("max", "avg"),
  minpool: pool.replace("max", "min"),
  fc: "the number of units is written `fc-4096`",
  upsample: "the factor is written `upsample2`",
} as const;
