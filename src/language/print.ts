/**
 * The formatter's one form of a program. A syntax tree without errors goes in, its text comes out. Comments stay at their
 * place, as do line breaks before `|`, `,` and `+` and single blank lines; everything else has one spelling.
 */
import { layOut, withComments, type Part } from "./parts.js";
import { printArgument, printHead, printOption, printString, printValue } from "./printWords.js";
import { textOf, type Span } from "./source.js";
import type {
  BlockStatement,
  Chain,
  Command,
  Comment,
  NetStatement,
  Program,
  Stage,
  StageForm,
  Statement,
} from "./syntax.js";

/** Words to be written after a stage's own options: the activations that were implied. */
export type Explicit = (stage: Stage) => readonly string[];

const widest = 100;
const step = 2;

export function print(program: Program, explicit: Explicit = () => []): string {
  const printer: Printer = { comments: program.comments, next: 0, explicit };
  let text = "";
  let end = 0;
  for (const statement of program.statements) {
    const { start } = statement.span;
    for (const comment of takeComments(printer, start)) {
      text = withBlock(text, comment.text, program.span, end, comment.span.start);
      end = comment.span.end;
    }
    const written = withTrailing(printer, printStatement(printer, statement), statement.span);
    text = withBlock(text, written, program.span, end, start);
    end = statement.span.end;
  }
  for (const comment of takeComments(printer, Infinity)) {
    text = withBlock(text, comment.text, program.span, end, comment.span.start);
    end = comment.span.end;
  }
  return text === "" ? "" : `${text}\n`;
}

interface Printer {
  readonly comments: readonly Comment[];
  /** The first comment that has not been written. */
  next: number;
  readonly explicit: Explicit;
}

/** The comments that begin before an offset. */
function takeComments(printer: Printer, offset: number): readonly Comment[] {
  const from = printer.next;
  while ((printer.comments[printer.next]?.span.start ?? Infinity) < offset) printer.next++;
  return printer.comments.slice(from, printer.next);
}

/** Adds a statement or a comment below the text, with the blank line that stood between them. */
function withBlock(
  text: string,
  added: string,
  { source }: Span,
  from: number,
  to: number,
): string {
  if (text === "") return added;
  const blank = /(\r\n?|\n)[^\S\r\n]*(\r\n?|\n)/.test(source.text.slice(from, to));
  return `${text}\n${blank ? "\n" : ""}${added}`;
}

/** Comments inside a value, and the one after the statement on its line. */
function withTrailing(printer: Printer, text: string, { source, end }: Span): string {
  const inside = takeComments(printer, end);
  const [next] = printer.comments.slice(printer.next, printer.next + 1);
  const after = next && !next.ownLine && !/[\r\n]/.test(source.text.slice(end, next.span.start));
  if (after) printer.next++;
  const trailing = after ? [...inside, next] : inside;
  return withComments(
    text,
    trailing.map((comment, index) => ({ ...comment, ownLine: index > 0 })),
    "",
  );
}

function printStatement(printer: Printer, statement: Statement): string {
  switch (statement.kind) {
    case "net":
      return printNet(printer, statement);
    case "block":
      return printBlock(printer, statement);
    case "use": {
      const { target } = statement;
      return `use ${"kind" in target ? printString(target.value) : target.text}`;
    }
    case "command":
      return printCommand(statement);
  }
}

function printNet(printer: Printer, { name, title, body }: NetStatement): string {
  const words = ["net", name.text, ...(title ? [printString(title.value)] : []), "="];
  return printBody(printer, words.join(" "), body, name.span.end);
}

function printBlock(printer: Printer, { name, parameters, body }: BlockStatement): string {
  const list = parameters.map(({ name: parameter, fallback }) =>
    fallback ? `${parameter.text}=${printValue(fallback)}` : parameter.text,
  );
  const opening = `block ${name.text}(${list.join(", ")}) =`;
  return printBody(printer, opening, body, name.span.end);
}

function printBody(printer: Printer, opening: string, body: Chain, after: number): string {
  const parts = chainParts(printer, body, step, after);
  return layOut({ opening, parts, indent: step, widest });
}

/** Words and options in the order of the text. */
function printCommand({ keyword, target, operands, options }: Command): string {
  const items = [
    ...operands.map((value) => ({ start: value.span.start, text: printValue(value) })),
    ...options.map((option) => ({ start: option.span.start, text: printOption(option) })),
  ].sort((a, b) => a.start - b.start);
  const words = [keyword, ...(target ? [target.text, "="] : []), ...items.map(({ text }) => text)];
  return words.join(" ");
}

/** `after` is where the text before the chain ends. */
function chainParts(
  printer: Printer,
  chain: Chain,
  indent: number,
  after: number,
): readonly Part[] {
  let end = after;
  return chain.stages.map((stage, index) => {
    const part = stagePart(printer, stage, indent, end, index > 0 ? "| " : "");
    end = (stage.repeat ?? stage).span.end;
    return part;
  });
}

function stagePart(
  printer: Printer,
  stage: Stage,
  indent: number,
  end: number,
  lead: string,
): Part {
  const { source, start } = stage.span;
  return {
    glue: "",
    comments: takeComments(printer, start),
    newLine: /[\r\n]/.test(source.text.slice(end, start)),
    text: lead + printStage(printer, stage, indent),
  };
}

function printStage(printer: Printer, stage: Stage, indent: number): string {
  const words = [
    printForm(printer, stage.form, stage.span, indent),
    ...printer.explicit(stage),
    ...(stage.alias ? ["as", stage.alias.text] : []),
    ...(stage.repeat ? [`x${printValue(stage.repeat.count)}`] : []),
  ];
  return words.join(" ");
}

function printForm(printer: Printer, form: StageForm, span: Span, indent: number): string {
  switch (form.kind) {
    case "head":
      return [
        printHead(form),
        ...form.positional.map(printValue),
        ...form.options.map(printOption),
      ].join(" ");
    case "call": {
      const list = form.arguments ? `(${form.arguments.map(printArgument).join(", ")})` : "";
      return [form.name.text + list, ...form.options.map(printOption)].join(" ");
    }
    case "group":
      return enclosed(
        printer,
        "(",
        chainParts(printer, form.chain, indent + step, span.start),
        ")",
        span,
        indent,
      );
    case "aux": {
      const options = form.options.map(printOption).join(" ");
      const opening = options === "" ? "aux(" : `aux(${options}:`;
      const start = form.options.at(-1)?.span.end ?? form.headSpan.end;
      return enclosed(
        printer,
        opening,
        chainParts(printer, form.chain, indent + step, start),
        ")",
        span,
        indent,
      );
    }
    case "bracket":
      return enclosed(
        printer,
        "[",
        branchParts(printer, form, span, indent + step),
        "]",
        span,
        indent,
      );
    case "error":
      return textOf(span);
  }
}

type Bracket = Extract<StageForm, { kind: "bracket" }>;

function branchParts(
  printer: Printer,
  { branches, join }: Bracket,
  span: Span,
  indent: number,
): readonly Part[] {
  let end = span.start;
  return branches.flatMap((branch, index) => {
    const [first, ...rest] = chainParts(printer, branch, indent, end);
    end = branch.span.end;
    if (!first || index === 0) return first ? [first, ...rest] : rest;
    const joined =
      join === "concat" ? { ...first, glue: "," } : { ...first, text: `+ ${first.text}` };
    return [joined, ...rest];
  });
}

/** Brackets with their stages; the closing one stands on its own line where it did. */
function enclosed(
  printer: Printer,
  opening: string,
  parts: readonly Part[],
  closing: string,
  span: Span,
  indent: number,
): string {
  const inner = layOut({ opening, parts, indent: indent + step, widest: Infinity });
  const comments = takeComments(printer, span.end);
  const text = withComments(inner, comments, " ".repeat(indent + step));
  const broken = comments.length > 0 || /[\r\n]\s*[)\]]\s*$/.test(closingText(span));
  return broken ? `${text}\n${" ".repeat(indent)}${closing}` : text + closing;
}

/** The end of a bracket's text, up to its closing bracket. */
function closingText({ source, start, end }: Span): string {
  const text = source.text.slice(start, end);
  return text.slice(0, Math.max(text.lastIndexOf(")"), text.lastIndexOf("]")) + 1);
}
