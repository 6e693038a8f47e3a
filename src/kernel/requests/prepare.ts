/** A cell and its `user_expressions`, compiled. In: what is asked. Out: what the executor can run, or why it cannot. */
import type { CellService, RefusedCell, RunnableCell } from "../../cells/service.js";
import type { CellError } from "../../executor/messages.js";
import type { Asked } from "./asked.js";

export interface PreparedCell {
  readonly cell: RunnableCell;
  readonly expressions: Readonly<Record<string, RunnableCell>>;
  readonly refusedExpressions: Readonly<Record<string, CellError>>;
}

/** The cell counts as run from here on, as its expressions may use what it declares. */
export async function prepare(
  { code, expressions: texts }: Asked,
  cells: CellService,
): Promise<PreparedCell | { readonly refused: CellError }> {
  const cell = await cells.compile(code);
  if (cell.language === "refused") return { refused: cellError(cell) };
  const known = cells.ran(cell);
  const expressions: Record<string, RunnableCell> = {};
  const refusedExpressions: Record<string, CellError> = {};
  for (const [name, text] of Object.entries(texts)) {
    const compiled = await cells.compile(text);
    if (compiled.language === "refused") refusedExpressions[name] = cellError(compiled);
    else expressions[name] = compiled;
  }
  await known;
  return { cell, expressions, refusedExpressions };
}

function cellError({ name, message, traceback }: RefusedCell): CellError {
  return { status: "error", name, message, traceback };
}
