/** `export net to "dir" as keras`: an option is written with `=`. */
import type { IToken } from "../../../grammar/chevrotain.js";
import * as t from "../../../grammar/tokens.js";
import type { Reader } from "../tree/cst.js";
import { missingEquals } from "./mistakes.js";
import { retyped } from "./relex.js";

export function repairCommand(reader: Reader, tokens: readonly IToken[]): readonly IToken[] {
  return tokens.flatMap((token, index) => {
    const next = tokens[index + 1];
    if (token.tokenType !== t.As || !next) return [token];
    missingEquals(reader, token, next);
    const key = retyped(token, t.Word);
    return [key, t.tokenOf(t.Equals, "=", t.endOf(token), t.endOf(token))];
  });
}
