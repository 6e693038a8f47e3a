/**
 * Where a run shows something else than what is saved. In: a notebook as saved and as run. Out: a line for each difference. Texts
 * are compared letter by letter, figures by their forms and sizes; in cells tagged `varies` only that each figure is there.
 */
import type { Cell, Notebook, Output } from "../../src/notebook/file.js";
import { outputText } from "./lectures.js";

export function differences(saved: Notebook, run: Notebook): readonly string[] {
  return saved.cells.flatMap((cell, i) => {
    const now = run.cells[i];
    if (cell.kind !== "code" || !now) return [];
    return differencesOf(cell, now).map((text) => `cell ${i + 1}: ${text}`);
  });
}

function differencesOf(saved: Cell, now: Cell): readonly string[] {
  const loose = varies(saved);
  const [figures, figuresNow] = [saved, now].map(({ outputs }) => outputs.filter(isFigure));
  const forms = compared("figure", figures ?? [], figuresNow ?? [], loose ? () => "" : formOf);
  return loose ? forms : [...forms, ...compared("line", linesOf(saved), linesOf(now), String)];
}

/** The first of each two that differ is told, and how many there are. */
function compared<T>(
  what: string,
  saved: readonly T[],
  now: readonly T[],
  show: (value: T) => string,
): readonly string[] {
  const count =
    saved.length === now.length
      ? []
      : [`${saved.length} ${what}s are saved, a run shows ${now.length}`];
  const [before, after] = [saved.map(show), now.map(show)];
  const at = before.findIndex((text, i) => i < after.length && text !== after[i]);
  return at < 0
    ? count
    : [...count, `${what} ${at + 1} is saved as "${before[at]}", a run shows "${after[at]}"`];
}

function linesOf({ outputs }: Cell): readonly string[] {
  return outputs.map(outputText).join("\n").split("\n");
}

function isFigure(output: Output): boolean {
  return typesOf(output).some((type) => type === "text/html" || type.startsWith("image/"));
}

/** `text/html image/png 700x440`. */
function formOf(output: Output): string {
  const sizes = "metadata" in output ? Object.values(output.metadata) : [];
  const told = sizes.map((size) => {
    const { width, height } = size as { readonly width?: number; readonly height?: number };
    return `${width}x${height}`;
  });
  return [...typesOf(output), ...told].join(" ");
}

function typesOf(output: Output): readonly string[] {
  return "data" in output ? Object.keys(output.data).filter((type) => type !== "text/plain") : [];
}

function varies({ rest }: Cell): boolean {
  const { tags } = (rest["metadata"] ?? {}) as { readonly tags?: readonly unknown[] };
  return tags?.includes("varies") ?? false;
}
