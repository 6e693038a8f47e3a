/**
 * The language side of the kernel. In: the text of a cell. Out: what the executor runs, completions, explanations. Holds: ConvScript
 * cells are told apart and handed on here, without waiting for the thread that has TypeScript; what is known of earlier
 * cells is kept here, so that a thread that dies takes nothing with it.
 */
import { openThread, type Asking, type ThreadLimits } from "./asking.js";
import { cellLanguage, withoutMagic } from "./cellLanguage.js";
import {
  afterConv,
  afterReset,
  afterTypeScript,
  nothingKnown,
  withShared,
  type Known,
} from "./known.js";
import type { CellService, CompiledCell, RunnableCell, TypeScriptCell } from "./service.js";

export interface CellsOptions {
  /** Where cells find files and packages. */
  readonly folder: string;
  readonly limits?: ThreadLimits;
}

interface State {
  readonly thread: Asking;
  known: Known;
  next: number;
  /** What compiled cells will leave behind once they run. */
  readonly declarations: Map<number, string>;
  /** Local files that the executor has, compiled. */
  readonly files: Map<string, string>;
}

const usual: ThreadLimits = { seconds: 60, idleSeconds: 180, megabytes: 2048 };

export function openCells({ folder, limits = usual }: CellsOptions): Promise<CellService> {
  const thread = openThread(folder, limits);
  const state: State = {
    ...{ thread, known: nothingKnown, next: 1 },
    ...{ declarations: new Map(), files: new Map() },
  };
  return Promise.resolve(serviceOf(state));
}

function serviceOf(state: State): CellService {
  const { thread } = state;
  return {
    compile: (code) => compile(state, code),
    ran: (cell) => Promise.resolve(ran(state, cell)),
    share(names) {
      state.known = withShared(state.known, names);
      return Promise.resolve();
    },
    complete: (code, cursor) => thread.ask("complete", { code, cursor }, state.known),
    inspect: (code, cursor, level) => thread.ask("inspect", { code, cursor, level }, state.known),
    isComplete: (code) => thread.ask("isComplete", { code }, state.known),
    reset() {
      state.known = afterReset(state.known);
      state.declarations.clear();
      state.files.clear();
      return Promise.resolve();
    },
    close: () => thread.close(),
  };
}

async function compile(state: State, code: string): Promise<CompiledCell> {
  const id = state.next++;
  if (cellLanguage(code) === "conv") return { language: "conv", id, code: withoutMagic(code) };
  const compiled = await state.thread.ask("compile", { code }, state.known);
  if (compiled.language === "refused") return compiled;
  const { declarations, sideOutputs, ...cell } = compiled;
  remember(state, id, declarations);
  return { ...cell, id, sideOutputs: sideOutputs.filter((file) => isNew(state, file)) };
}

/** Cells that never run are forgotten. */
function remember({ declarations }: State, id: number, text: string): void {
  declarations.set(id, text);
  const [oldest] = declarations.keys();
  if (declarations.size > 200 && oldest !== undefined) declarations.delete(oldest);
}

function isNew({ files }: State, { path, data }: TypeScriptCell["sideOutputs"][number]): boolean {
  return files.get(path) !== data;
}

function ran(state: State, cell: RunnableCell): void {
  if (cell.language === "conv") {
    state.known = afterConv(state.known, cell.code);
    return;
  }
  for (const { path, data } of cell.sideOutputs) state.files.set(path, data);
  const declarations = state.declarations.get(cell.id) ?? state.known.declarations;
  state.declarations.delete(cell.id);
  state.known = afterTypeScript(state.known, declarations, cell.declares);
}
