/**
 * The syntax tree: what was written, with spans, before any name is resolved. Keywords, heads and flags are lower case
 * and in their one spelling (`FC-4096` is the word `fc`, `soft-max` is `softmax`); names keep their case.
 */
import type { Span } from "./source.js";

export interface Program {
  readonly span: Span;
  readonly statements: readonly Statement[];
  readonly comments: readonly Comment[];
}

/** `text` begins with `#`. `ownLine` is false for a comment that follows code on its line. */
export interface Comment {
  readonly span: Span;
  readonly text: string;
  readonly ownLine: boolean;
}

export type Statement = NetStatement | BlockStatement | UseStatement | Command;

export interface Name {
  readonly text: string;
  readonly span: Span;
}

/** `net vggD "VGG-D" = …` */
export interface NetStatement {
  readonly kind: "net";
  readonly span: Span;
  readonly name: Name;
  readonly title: StringValue | null;
  readonly body: Chain;
}

/** `block bottleneck(c, s=1) = …`; a block without parameters may be written without parentheses. */
export interface BlockStatement {
  readonly kind: "block";
  readonly span: Span;
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly body: Chain;
}

export interface Parameter {
  readonly name: Name;
  readonly fallback: Quantity | null;
}

/** `use vgg` or `use "file.conv"` */
export interface UseStatement {
  readonly kind: "use";
  readonly span: Span;
  readonly target: Name | StringValue;
}

export const commandKeywords = [
  "data",
  "augment",
  "normalize",
  "train",
  "test",
  "predict",
  "show",
  "compare",
  "load",
  "save",
  "export",
  "freeze",
] as const;
export type CommandKeyword = (typeof commandKeywords)[number];

/**
 * Every other statement, as written: `train vggD on digits epochs=5 resume` has the operands `vggD`, `on`, `digits`,
 * `resume` (words in order, prepositions and flags among them) and the option `epochs=5`. `target` is the name before
 * a `=` in `data pets = …`. What the operands mean is decided by the statement table in `statements.ts`.
 */
export interface Command {
  readonly kind: "command";
  readonly keyword: CommandKeyword;
  readonly keywordSpan: Span;
  readonly span: Span;
  readonly target: Name | null;
  readonly operands: readonly Value[];
  readonly options: readonly Option[];
}

/** Stages joined by `|`. */
export interface Chain {
  readonly span: Span;
  readonly stages: readonly Stage[];
}

/** `span` is the stage's own text with its options and `as`, without `xN`. */
export interface Stage {
  readonly span: Span;
  readonly form: StageForm;
  readonly alias: Name | null;
  readonly repeat: Repeat | null;
}

/** `x3` or `x{n}`; the span holds the `x`. */
export interface Repeat {
  readonly count: Quantity;
  readonly span: Span;
}

export type StageForm = HeadForm | GroupForm | BracketForm | CallForm | AuxForm | ErrorForm;

/**
 * `conv3x5-64/2x1 pad=1 relu`: the word `conv`, kernel 3x5, count 64, stride 2x1, the option `pad=1`, the flag `relu`.
 * `dropout 0.5`, `input 224x224x3`, `pad 1`, `crop 224x224` carry positional arguments. Which word takes what is decided
 * by the head table.
 */
export interface HeadForm {
  readonly kind: "head";
  readonly word: string;
  /** The word with its sizes, without options: what a caret points at when the stage itself is wrong. */
  readonly headSpan: Span;
  readonly kernel: readonly Quantity[] | null;
  readonly count: Quantity | null;
  readonly stride: readonly Quantity[] | null;
  readonly positional: readonly Value[];
  readonly options: readonly Option[];
}

/** `( … )` */
export interface GroupForm {
  readonly kind: "group";
  readonly chain: Chain;
}

/** `[a, b]` joins channels, `[a + b]` adds. `separators` are the spans of the `,` or `+`. */
export interface BracketForm {
  readonly kind: "bracket";
  readonly join: "concat" | "add";
  readonly branches: readonly Chain[];
  readonly separators: readonly Span[];
}

/** A block call `bottleneck(64, s=2)` or a network as a stage `vggD upto=pool5`; which one is decided by its name. */
export interface CallForm {
  readonly kind: "call";
  readonly name: Name;
  /** null where no parentheses were written */
  readonly arguments: readonly Argument[] | null;
  readonly options: readonly Option[];
}

export interface Argument {
  readonly name: Name | null;
  readonly value: Quantity;
  readonly span: Span;
}

/** `aux(weight=0.3: …)` */
export interface AuxForm {
  readonly kind: "aux";
  readonly headSpan: Span;
  readonly options: readonly Option[];
  readonly chain: Chain;
}

/** What could not be read; a diagnostic has been given. */
export interface ErrorForm {
  readonly kind: "error";
}

/** `key=value`, or a flag when `value` is null. `maps=` and `init=` are options like any other. */
export interface Option {
  readonly key: Name;
  readonly value: Value | null;
  readonly span: Span;
}

/** A whole number: digits, a bare parameter (in arguments only), or `{…}`. */
export type Quantity = NumberValue | WordValue | ExpressionValue;

export type Value =
  NumberValue | SizeValue | StringValue | WordValue | ListValue | FunctionValue | ExpressionValue;

/** `text` is as written, sign included, so that `1e-4` prints back as `1e-4`. */
export interface NumberValue {
  readonly kind: "number";
  readonly value: number;
  readonly text: string;
  readonly span: Span;
}

/** `224x224x3`, `1x2`: at least two sizes. */
export interface SizeValue {
  readonly kind: "size";
  readonly sizes: readonly Quantity[];
  readonly span: Span;
}

/** `value` has its escapes resolved (`\"`, `\\`, `\n`, `\t`). */
export interface StringValue {
  readonly kind: "string";
  readonly value: string;
  readonly span: Span;
}

export interface WordValue {
  readonly kind: "word";
  readonly name: string;
  readonly span: Span;
}

/** `[0, 1, 2]`, or `1,5` after `=`; lists nest. */
export interface ListValue {
  readonly kind: "list";
  readonly items: readonly Value[];
  readonly span: Span;
}

/** `normal(0.01)` */
export interface FunctionValue {
  readonly kind: "function";
  readonly name: Name;
  readonly arguments: readonly Value[];
  readonly span: Span;
}

/** `{4*c}`; the span holds the braces. */
export interface ExpressionValue {
  readonly kind: "expression";
  readonly expression: Expression;
  readonly span: Span;
}

export type Expression =
  | { readonly kind: "number"; readonly value: number; readonly span: Span }
  | { readonly kind: "parameter"; readonly name: string; readonly span: Span }
  | { readonly kind: "negate"; readonly operand: Expression; readonly span: Span }
  | {
      readonly kind: "binary";
      readonly operator: "+" | "-" | "*" | "/";
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    };
