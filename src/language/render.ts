/**
 * A diagnostic as lines for people: the message, the user's own text with carets under it, notes, and ways out. A
 * `Diagnostic` goes in, text comes out, without a final newline.
 */
import { painted, plain, type Paint } from "./ansi.js";
import type { Diagnostic } from "./diagnostic.js";
import { visible } from "./cells.js";
import { excerptLines, type Mark } from "./excerpt.js";
import { locate, type Source } from "./source.js";

export interface RenderOptions {
  readonly color: boolean;
  /** Whether `--> file:line:column` stands above the text; for a text of another file it always does. */
  readonly file?: boolean;
}

export function renderDiagnostic(diagnostic: Diagnostic<string>, options: RenderOptions): string {
  const paint = options.color ? painted : plain;
  const marks = marksOf(diagnostic);
  const gutter = Math.max(...marks.map(({ span }) => String(locate(span).line).length)) + 2;
  const sources = [...new Set(marks.map(({ span }) => span.source))];
  const excerpts = sources.flatMap((source, index) => [
    ...(options.file || index > 0 ? [arrow(marks, source, gutter, paint)] : []),
    ...excerptLines(
      source,
      marks.filter(({ span }) => span.source === source),
      gutter,
      paint,
    ),
  ]);
  const pad = " ".repeat(gutter);
  const helps = diagnostic.hints.map(
    ({ text }) => `${pad}${paint("cyan", "= help:")} ${visible(text)}`,
  );
  return [title(diagnostic, paint), ...excerpts, ...helps].join("\n");
}

function title({ severity, code, message }: Diagnostic<string>, paint: Paint): string {
  const style = severity === "error" ? "red" : "yellow";
  return `${paint(style, `${severity} ${code}`)}${paint("bold", `: ${visible(message)}`)}`;
}

/** The caret first, so that its file comes first. */
function marksOf({ span, label, notes }: Diagnostic<string>): readonly Mark[] {
  return [
    { span, text: label ?? "", primary: true },
    ...notes.map((note) => ({ ...note, primary: false })),
  ];
}

function arrow(marks: readonly Mark[], source: Source, gutter: number, paint: Paint): string {
  const first = marks.find(({ span }) => span.source === source);
  if (!first) return "";
  const { file, line, column } = locate(first.span);
  return `${" ".repeat(gutter - 1)}${paint("blue", "-->")} ${visible(file)}:${line}:${column}`;
}

/** All of them, with a line that counts them; nothing where there are none. */
export function renderDiagnostics(
  list: readonly Diagnostic<string>[],
  options: RenderOptions,
): string {
  if (list.length === 0) return "";
  const count = (severity: Diagnostic["severity"]): string[] => {
    const number = list.filter((one) => one.severity === severity).length;
    return number === 0 ? [] : [`${number} ${severity}${number === 1 ? "" : "s"}`];
  };
  const counts = [...count("error"), ...count("warning")].join(", ");
  return [...list.map((one) => renderDiagnostic(one, options)), counts].join("\n\n");
}
