/** The corrections that need no more than the words themselves, over all tokens of a text. */
import type { IToken } from "../../../grammar/chevrotain.js";
import * as t from "../../../grammar/tokens.js";
import type { Reader } from "../tree/cst.js";
import type { Correction } from "./lump.js";
import { correctLump } from "./lumps.js";
import { correctForeignText, correctOpenText } from "./quotes.js";
import { joinPieces } from "./spacing.js";

export function repairWords(reader: Reader, tokens: readonly IToken[]): readonly IToken[] {
  return joinPieces(reader, tokens).flatMap((token, index, all) => {
    const correction = correct(reader, token, all[index - 1]);
    if (!correction) return [token];
    reader.diagnostics.push(correction.diagnostic);
    return correction.tokens;
  });
}

function correct(reader: Reader, token: IToken, before: IToken | undefined): Correction | null {
  switch (token.tokenType) {
    case t.Lump:
      return correctLump(reader, token, before);
    case t.OpenText:
      return correctOpenText(reader, token);
    case t.ForeignText:
      return correctForeignText(reader, token);
    default:
      return null;
  }
}
