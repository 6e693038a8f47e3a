/** Stages and chains as the formatter writes them, with their comments and line breaks. */
import { layOut, withComments, type Part } from "./parts.js";
import { printArgument, printHead, printOption, printValue } from "./printWords.js";
import { textOf, type Span } from "./source.js";
import type { BracketForm, CallForm, Chain, Comment, Option, Stage, StageForm } from "./syntax.js";

/** Words to be written after a stage's own options: the activations that were implied. */
export type Explicit = (stage: Stage) => readonly string[];

/** How far a bracket's inside is moved in. */
export const step = 2;

export interface Printer {
  readonly comments: readonly Comment[];
  /** The first comment that has not been written. */
  next: number;
  readonly explicit: Explicit;
}

/** The comments that begin before an offset. */
export function takeComments(printer: Printer, offset: number): readonly Comment[] {
  const from = printer.next;
  while ((printer.comments[printer.next]?.span.start ?? Infinity) < offset) printer.next++;
  return printer.comments.slice(from, printer.next);
}

/** `after` is where the text before the chain ends. */
export function chainParts(
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
      return words(printHead(form), form.positional.map(printValue), form.options.map(printOption));
    case "call":
      return words(printCall(form), form.options.map(printOption));
    case "group": {
      const parts = chainParts(printer, form.chain, indent + step, span.start);
      return enclosed(printer, ["(", ")"], parts, span, indent);
    }
    case "aux": {
      const start = form.options.at(-1)?.span.end ?? form.headSpan.end;
      const parts = chainParts(printer, form.chain, indent + step, start);
      return enclosed(printer, [auxOpening(form.options), ")"], parts, span, indent);
    }
    case "bracket":
      return enclosed(
        printer,
        ["[", "]"],
        branchParts(printer, form, span, indent + step),
        span,
        indent,
      );
    case "error":
      return textOf(span);
  }
}

function words(first: string, ...more: readonly (readonly string[])[]): string {
  return [first, ...more.flat()].join(" ");
}

function printCall({ name, arguments: list }: CallForm): string {
  return list ? `${name.text}(${list.map(printArgument).join(", ")})` : name.text;
}

function auxOpening(options: readonly Option[]): string {
  return options.length === 0 ? "aux(" : `aux(${options.map(printOption).join(" ")}:`;
}

function branchParts(
  printer: Printer,
  { branches, join }: BracketForm,
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
  [opening, closing]: readonly [string, string],
  parts: readonly Part[],
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
