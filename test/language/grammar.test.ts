import assert from "node:assert/strict";
import { test } from "node:test";
import { Lexer } from "../../grammar/chevrotain.js";
import { ConvParser } from "../../grammar/parser.js";
import { textTokens } from "../../grammar/tokens.js";

// Both checks are left out at every start, because they take longer than reading a text.
test("the lexer has no errors of its own and can tell tokens by their first character", () => {
  const lexer = new Lexer(textTokens, {
    positionTracking: "onlyOffset",
    ensureOptimizations: true,
  });
  assert.deepEqual(lexer.lexerDefinitionErrors, []);
});

test("the grammar is free of ambiguities and left recursion", () => {
  assert.doesNotThrow(() => new ConvParser({ skipValidations: false }));
});
