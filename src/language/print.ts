/**
 * The formatter's one form of a program. A syntax tree without errors goes in, its text comes out. Comments stay at their
 * place, as do line breaks before `|`, `,` and `+` and single blank lines; everything else has one spelling.
 */
import { layOut, withComments } from "./parts.js";
import { chainParts, step, takeComments, type Explicit, type Printer } from "./printStages.js";
import { printOption, printString, printValue } from "./printWords.js";
import type { Span } from "./source.js";
import type { BlockStatement, Chain, Command, NetStatement, Program, Statement } from "./syntax.js";

const widest = 100;

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
