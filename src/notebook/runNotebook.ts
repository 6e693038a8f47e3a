/**
 * Runs a notebook without Jupyter. In: a notebook and the folder it lies in. Out: the same with outputs and counts, and the
 * cell that stopped it. It is the kernel's own executor, so outputs are the same. An error ends the run, unless the cell has
 * the tag `raises-exception`, as in nbclient: then the run ends where there is none.
 */
import type { CellService, RefusedCell } from "../cells/service.js";
import { openCells } from "../cells/openCells.js";
import type { Executor } from "../executor/executor.js";
import type { FromExecutor, Outcome } from "../executor/messages.js";
import { openExecutor } from "../executor/openExecutor.js";
import type { Cell, Notebook } from "./file.js";
import { collect, nothingCollected, outputsOf, type Collected } from "./outputs.js";

export interface RunOptions {
  readonly folder: string;
  /** Called as a cell begins, from 1. */
  readonly onCell?: (number: number, cell: Cell) => void;
  readonly onMessage?: (message: FromExecutor) => void;
  /** Called with an error that the cell's tag expects: the run goes on. */
  readonly onExpected?: (error: CellFailure) => void;
  readonly signal?: AbortSignal;
}

export interface NotebookRun {
  readonly notebook: Notebook;
  readonly failure: CellFailure | null;
}

export interface CellFailure {
  /** Among all cells, from 1. */
  readonly number: number;
  readonly name: string;
  readonly message: string;
  readonly traceback: readonly string[];
}

export async function runNotebook(notebook: Notebook, options: RunOptions): Promise<NotebookRun> {
  const collected = nothingCollected();
  const waiting = new Map<number, (message: Done) => void>();
  const [cells, executor] = await Promise.all([
    openCells({ folder: options.folder }),
    openExecutor({
      folder: options.folder,
      onMessage(message) {
        collect(collected, message);
        options.onMessage?.(message);
        if (message.kind === "done") waiting.get(message.execution)?.(message);
      },
      onDeath: () => void cells.reset(),
    }),
  ]);
  const stop = () => void executor.interrupt();
  options.signal?.addEventListener("abort", stop);
  try {
    return await runCells(notebook, { cells, executor, collected, waiting }, options);
  } finally {
    options.signal?.removeEventListener("abort", stop);
    await Promise.all([cells.close(), executor.close()]);
  }
}

type Done = Extract<FromExecutor, { kind: "done" }>;

interface Workplace {
  readonly cells: CellService;
  readonly executor: Executor;
  readonly collected: Collected;
  readonly waiting: Map<number, (message: Done) => void>;
}

async function runCells(
  notebook: Notebook,
  workplace: Workplace,
  { onCell, onExpected, signal }: RunOptions,
): Promise<NotebookRun> {
  const counts = new Map<Cell, number>();
  let failure: CellFailure | null = null;
  for (const [index, cell] of notebook.cells.entries()) {
    if (cell.kind !== "code" || cell.source.trim() === "") continue;
    if (signal?.aborted) failure = interrupted(index + 1);
    if (failure) break;
    onCell?.(index + 1, cell);
    counts.set(cell, counts.size + 1);
    const outcome = await runCell(cell, counts.size, workplace);
    const error = errorOf(index + 1, outcome);
    if (!expectsError(cell)) failure = error;
    else if (error) onExpected?.(error);
    else failure = missing(index + 1);
  }
  const ran = notebook.cells.map((cell) => {
    const count = counts.get(cell);
    if (count === undefined) return cell;
    return { ...cell, count, outputs: outputsOf(workplace.collected, count) };
  });
  return { notebook: { ...notebook, cells: ran }, failure };
}

async function runCell(
  { source }: Cell,
  execution: number,
  { cells, executor, collected, waiting }: Workplace,
): Promise<Outcome> {
  const cell = await cells.compile(source);
  if (cell.language === "refused") {
    const outcome = refusal(cell);
    const names = { networks: [], data: [] };
    collect(collected, { kind: "done", execution, outcome, expressions: {}, names });
    return outcome;
  }
  await cells.ran(cell);
  const done = new Promise<Done>((resolve) => waiting.set(execution, resolve));
  executor.send({ kind: "run", execution, cell, ...headless });
  const { outcome, names } = await done;
  waiting.delete(execution);
  await cells.share(names);
  return outcome;
}

const headless = { silent: false, allowStdin: false, expressions: {} };

function refusal({ name, message, traceback }: RefusedCell): Outcome {
  return { status: "error", name, message, traceback };
}

function errorOf(number: number, outcome: Outcome): CellFailure | null {
  if (outcome.status !== "error") return null;
  const { name, message, traceback } = outcome;
  return { number, name, message, traceback };
}

function expectsError({ rest }: Cell): boolean {
  return tagsOf(rest).includes("raises-exception");
}

function missing(number: number): CellFailure {
  const message = "expected an error, as its tag raises-exception says; it ran without one";
  return { number, name: "NoError", message, traceback: [] };
}

function interrupted(number: number): CellFailure {
  return { number, name: "Interrupted", message: "interrupted before this cell", traceback: [] };
}

function tagsOf(rest: Cell["rest"]): readonly unknown[] {
  const { tags } = (rest["metadata"] ?? {}) as { readonly tags?: unknown };
  return Array.isArray(tags) ? tags : [];
}
