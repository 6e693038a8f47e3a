/** What stands at an offset, found in the syntax tree: the smallest thing of which something can be said. */
import type { CheckedProgram } from "../network/check.js";
import type {
  BlockStatement,
  Chain,
  Command,
  Name,
  NetStatement,
  Option,
  Stage,
  Statement,
  Value,
} from "../language/syntax.js";
import type { Span } from "../language/source.js";
import type { Keyword } from "../language/words.js";

export type Target =
  | { readonly kind: "keyword"; readonly span: Span; readonly keyword: Keyword }
  | {
      readonly kind: "definition";
      readonly span: Span;
      readonly statement: NetStatement | BlockStatement;
    }
  | { readonly kind: "name"; readonly span: Span; readonly name: string }
  | {
      readonly kind: "commandOption";
      readonly span: Span;
      readonly option: Option;
      readonly command: Command;
    }
  | { readonly kind: "stageOption"; readonly span: Span; readonly option: Option }
  | { readonly kind: "stage"; readonly span: Span; readonly stage: Stage };

export function targetAt({ program }: CheckedProgram, offset: number): Target | null {
  const statement = program.statements.find(({ span }) => holds(span, offset));
  return statement ? inStatement(statement, offset) : null;
}

/** A word is meant also from right behind it. */
function holds({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

function inStatement(statement: Statement, offset: number): Target | null {
  const keyword = statement.kind === "command" ? statement.keyword : statement.kind;
  const begin = statement.span.start;
  const span = { ...statement.span, end: begin + keyword.length };
  if (holds(span, offset)) return { kind: "keyword", span, keyword };
  switch (statement.kind) {
    case "use":
      return null;
    case "command":
      return inCommand(statement, offset);
    case "net":
    case "block":
      if (holds(statement.name.span, offset))
        return { kind: "definition", span: statement.name.span, statement };
      return inChain(statement.body, offset);
  }
}

function inCommand(command: Command, offset: number): Target | null {
  const option = command.options.find(({ key }) => holds(key.span, offset));
  if (option) return { kind: "commandOption", span: option.key.span, option, command };
  const words = [...command.operands, ...command.options.map(({ value }) => value)];
  const word = words.find((value): value is Value => value !== null && holds(value.span, offset));
  if (command.target && holds(command.target.span, offset)) return named(command.target);
  return word?.kind === "word" ? { kind: "name", span: word.span, name: word.name } : null;
}

function named({ text, span }: Name): Target {
  return { kind: "name", span, name: text };
}

function inChain({ stages }: Chain, offset: number): Target | null {
  const stage = stages.find(
    ({ span, repeat }) => holds(span, offset) || (repeat && holds(repeat.span, offset)),
  );
  return stage ? inStage(stage, offset) : null;
}

function inStage(stage: Stage, offset: number): Target | null {
  const { form, span } = stage;
  const whole: Target = { kind: "stage", span, stage };
  switch (form.kind) {
    case "head":
      return inOptions(form.options, offset) ?? { ...whole, span: form.headSpan };
    case "call":
      return inOptions(form.options, offset) ?? { ...whole, span: form.name.span };
    case "group":
      return inChain(form.chain, offset) ?? whole;
    case "bracket":
      return (
        form.branches.map((branch) => inChain(branch, offset)).find((found) => found !== null) ??
        whole
      );
    case "aux":
      return inOptions(form.options, offset) ?? inChain(form.chain, offset) ?? whole;
    case "error":
      return null;
  }
}

function inOptions(options: readonly Option[], offset: number): Target | null {
  const option = options.find(({ span }) => holds(span, offset));
  return option ? { kind: "stageOption", span: option.span, option } : null;
}
