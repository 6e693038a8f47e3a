/** Random syntax trees: everything that can be written, with empty spans. */
import fc from "fast-check";
import { isKeyword, reservation } from "../../src/language/names.js";
import { sourceOf, span } from "../../src/language/source.js";
import {
  commandKeywords,
  type Argument,
  type Chain,
  type Expression,
  type HeadForm,
  type Name,
  type NumberValue,
  type Option,
  type Program,
  type Quantity,
  type Stage,
  type StageForm,
  type Statement,
  type Value,
  type WordValue,
} from "../../src/language/syntax.js";
import {
  activationWords,
  plainHeads,
  sizedHeads,
  type SizedHead,
} from "../../src/language/words.js";
import { looksLikeHead } from "../../src/language/tree/heads.js";

const nowhere = span(sourceOf("arbitrary.conv", ""), 0, 0);

/** Words that mean nothing by themselves, and so may stand anywhere. */
const word = fc
  .stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,6}$/)
  .filter(
    (text) =>
      reservation(text) === null && !looksLikeHead(text) && !special.has(text.toLowerCase()),
  );
const special: ReadonlySet<string> = new Set(["as", "x", "on", "with", "from", "to"]);

function nameOf(text: string): Name {
  return { text, span: nowhere };
}

const name: fc.Arbitrary<Name> = word.map(nameOf);
const key: fc.Arbitrary<Name> = word
  .map((text) => nameOf(text.toLowerCase()))
  .filter(({ text }) => !isKeyword(text));

function numberOf(text: string): NumberValue {
  return { kind: "number", value: Number(text), text, span: nowhere };
}

const whole: fc.Arbitrary<NumberValue> = fc.nat(5000).map((value) => numberOf(String(value)));
const number: fc.Arbitrary<NumberValue> = fc.oneof(
  whole,
  fc.stringMatching(/^-?\d{1,4}(\.\d{1,3})?(e-?\d)?$/).map(numberOf),
);

const expression: fc.Arbitrary<Expression> = fc.letrec<{ any: Expression }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.nat(999).map((value): Expression => ({ kind: "number", value, span: nowhere })),
    fc
      .oneof(word, fc.constant("in"))
      .map((text): Expression => ({ kind: "parameter", name: text, span: nowhere })),
    tie("any").map((operand): Expression => ({ kind: "negate", operand, span: nowhere })),
    fc
      .tuple(fc.constantFrom("+", "-", "*", "/"), tie("any"), tie("any"))
      .map(([operator, left, right]): Expression => ({
        kind: "binary",
        operator,
        left,
        right,
        span: nowhere,
      })),
  ),
})).any;

const braces: fc.Arbitrary<Quantity> = expression.map((inner) => ({
  kind: "expression",
  expression: inner,
  span: nowhere,
}));
const size = fc.oneof({ weight: 4, arbitrary: whole }, { weight: 1, arbitrary: braces });
const wordValue: fc.Arbitrary<WordValue> = word.map((text) => ({
  kind: "word",
  name: text,
  span: nowhere,
}));
const path: fc.Arbitrary<WordValue> = fc
  .tuple(word, fc.nat(9), word)
  .map(([a, index, b]) => ({ kind: "word", name: `${a}${index}/${b}`, span: nowhere }));

const sizes: fc.Arbitrary<Value> = fc
  .array(size, { minLength: 2, maxLength: 3 })
  .map((parts) => ({ kind: "size", sizes: parts, span: nowhere }));
const text: fc.Arbitrary<Value> = fc
  .string({ unit: "grapheme", maxLength: 8 })
  .filter((value) => !/[\r\0]/.test(value))
  .map((value) => ({ kind: "string", value, span: nowhere }));

const value: fc.Arbitrary<Value> = fc.letrec<{ any: Value }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    number,
    wordValue,
    sizes,
    text,
    path,
    braces,
    fc
      .array(tie("any"), { maxLength: 3 })
      .map((items): Value => ({ kind: "list", items, span: nowhere })),
    fc.tuple(key, fc.array(tie("any"), { maxLength: 2 })).map(([callee, list]): Value => ({
      kind: "function",
      name: callee,
      arguments: list,
      span: nowhere,
    })),
  ),
})).any;

const keyValue: fc.Arbitrary<Option> = fc
  .tuple(key, value)
  .map(([option, given]) => ({ key: option, value: given, span: nowhere }));
const flag: fc.Arbitrary<Option> = key.map((option) => ({
  key: option,
  value: null,
  span: nowhere,
}));
const headFlag: fc.Arbitrary<Option> = fc
  .constantFrom("bn", ...activationWords)
  .map((word) => ({ key: nameOf(word), value: null, span: nowhere }));
const options = fc.array(fc.oneof(keyValue, flag), { maxLength: 2 });

const plainHead: fc.Arbitrary<HeadForm> = fc.record({
  kind: fc.constant("head"),
  word: fc.constantFrom(...plainHeads, ...activationWords),
  headSpan: fc.constant(nowhere),
  kernel: fc.constant(null),
  count: fc.constant(null),
  stride: fc.constant(null),
  positional: fc.array(fc.oneof(number, sizes, braces), { maxLength: 1 }),
  options,
});

const sizedHead: fc.Arbitrary<HeadForm> = fc
  .constantFrom(...(Object.keys(sizedHeads) as SizedHead[]))
  .chain((head) => {
    const takes = sizedHeads[head];
    const pair = fc.array(size, { minLength: 1, maxLength: 2 });
    const optional = <T>(taken: boolean, part: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
      taken ? fc.option(part) : fc.constant(null);
    return fc.record({
      kind: fc.constant("head" as const),
      word: fc.constant(head),
      headSpan: fc.constant(nowhere),
      kernel: head.endsWith("pool") ? pair : optional(takes.kernel, pair),
      count: optional(takes.count, size),
      stride: optional(takes.stride, pair),
      positional: fc.constant([]),
      options: fc.array(fc.oneof(keyValue, flag, headFlag), { maxLength: 3 }),
    });
  });

const argument: fc.Arbitrary<Argument> = fc
  .tuple(fc.option(name), fc.oneof(number, wordValue, braces))
  .map(([given, amount]) => ({ name: given, value: amount, span: nowhere }));

const chain: fc.Arbitrary<Chain> = fc.letrec<{ chain: Chain; stage: Stage; form: StageForm }>(
  (tie) => ({
    chain: fc
      .array(tie("stage"), { minLength: 1, maxLength: 4 })
      .map((stages) => ({ span: nowhere, stages })),
    stage: fc
      .record({ form: tie("form"), alias: fc.option(name), count: fc.option(size) })
      .map(({ form, alias, count }) => {
        // After a number, `x3` would be read as the rest of a size.
        const hung = form.kind === "head" && ["input", "crop"].includes(form.word);
        const repeat = count && !hung ? { count, span: nowhere } : null;
        return { span: nowhere, form, alias, repeat };
      }),
    form: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      sizedHead,
      plainHead,
      fc.record({
        kind: fc.constant("call"),
        name,
        arguments: fc.option(fc.array(argument, { maxLength: 2 })),
        options,
      }),
      fc.record({ kind: fc.constant("group"), chain: tie("chain") }),
      fc.record({
        kind: fc.constant("bracket"),
        join: fc.constantFrom("concat", "add"),
        branches: fc.array(tie("chain"), { minLength: 2, maxLength: 3 }),
        separators: fc.constant([]),
      }),
      fc.record({
        kind: fc.constant("aux"),
        headSpan: fc.constant(nowhere),
        options: fc.array(keyValue, { maxLength: 2 }),
        chain: tie("chain"),
      }),
    ),
  }),
).chain;

const statement: fc.Arbitrary<Statement> = fc.oneof(
  fc.record({
    kind: fc.constant("net"),
    span: fc.constant(nowhere),
    name,
    title: fc.option(text as fc.Arbitrary<Extract<Value, { kind: "string" }>>),
    body: chain,
  }),
  fc.record({
    kind: fc.constant("block"),
    span: fc.constant(nowhere),
    name,
    parameters: fc.array(
      fc.record({ name, fallback: fc.option(fc.oneof(whole, wordValue, braces)) }),
      { maxLength: 3 },
    ),
    body: chain,
  }),
  fc.record({
    kind: fc.constant("use"),
    span: fc.constant(nowhere),
    target: fc.oneof(name, text as fc.Arbitrary<Extract<Value, { kind: "string" }>>),
  }),
  fc.record({
    kind: fc.constant("command"),
    keyword: fc.constantFrom(...commandKeywords),
    keywordSpan: fc.constant(nowhere),
    span: fc.constant(nowhere),
    target: fc.constant(null),
    operands: fc.array(fc.oneof(wordValue, path, text, number), { minLength: 1, maxLength: 3 }),
    options: fc.array(keyValue, { maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant("command"),
    keyword: fc.constant("data"),
    keywordSpan: fc.constant(nowhere),
    span: fc.constant(nowhere),
    target: name,
    operands: fc.array(fc.oneof(wordValue, text), { minLength: 1, maxLength: 2 }),
    options: fc.array(keyValue, { maxLength: 2 }),
  }),
);

export const arbitraryProgram: fc.Arbitrary<Program> = fc
  .array(statement, { maxLength: 4 })
  .map((statements) => ({ span: nowhere, statements, comments: [] }));
