/** `convscript run NOTEBOOK.ipynb [--out FILE.ipynb|FILE.html]`: runs a notebook without Jupyter, cell by cell. */
import { readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { basename, dirname, extname, resolve } from "node:path";
import { plain, painted } from "../language/ansi.js";
import { notebookText, readNotebook, type Cell, type Notebook } from "../notebook/file.js";
import { notebookPage } from "../notebook/page.js";
import { runNotebook, type CellFailure } from "../notebook/runNotebook.js";
import type { FromExecutor } from "../executor/messages.js";
import { systemReason } from "../problem/problem.js";
import type { Io } from "./command.js";
import { replaceFile } from "./replaceFile.js";

export interface NotebookCall {
  readonly path: string;
  readonly json: boolean;
  readonly out: string | null;
}

const interruptedCode = 130;

/** Out: the exit code. What was run is written also where a cell failed. */
export async function runNotebookFile(call: NotebookCall, io: Io): Promise<number> {
  const { path, out } = call;
  const refuse = (message: string) => {
    if (call.json) io.stdout.write(`${JSON.stringify({ kind: "error", code: "R101", message })}\n`);
    else io.stderr.write(`${message}\n`);
    return 1;
  };
  const format = out === null ? null : formats[extname(out).toLowerCase()];
  if (format === undefined)
    return refuse(`\`--out\` is an .ipynb or .html file; received "${out}"`);
  const notebook = textOf(path);
  if (typeof notebook === "string") return refuse(`"${path}" cannot be run: ${notebook}`);
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.once("SIGINT", stop);
  const show = display(notebook, call, io);
  const folder = dirname(resolve(path));
  const run = await runNotebook(notebook, { folder, ...show, signal: controller.signal });
  process.off("SIGINT", stop);
  if (run.failure) showError(run.failure, call, io);
  const unwritten =
    out === null || format === null ? null : written(out, format(run.notebook, path));
  if (unwritten !== null) return refuse(unwritten);
  if (!run.failure) return 0;
  return controller.signal.aborted ? interruptedCode : 1;
}

const formats: Readonly<Record<string, (notebook: Notebook, path: string) => string>> = {
  ".ipynb": notebookText,
  ".html": (notebook, path) => notebookPage(basename(path, ".ipynb"), notebook),
};

/** Why it is not written; null where it is. */
function written(path: string, text: string): string | null {
  try {
    replaceFile(path, text);
    return null;
  } catch (error) {
    return `"${path}" cannot be written: ${systemReason(error)}`;
  }
}

function textOf(path: string): Notebook | string {
  try {
    return readNotebook(readFileSync(path, "utf8"));
  } catch (error) {
    return systemReason(error);
  }
}

/** A heading for each cell, what it prints, and the errors that are meant; pictures by their text. */
function display({ cells }: Notebook, call: NotebookCall, io: Io) {
  const { json } = call;
  const { stdout, stderr, color } = io;
  const paint = color ? painted : plain;
  const code = cells.filter(({ kind }) => kind === "code").length;
  let begun = 0;
  const onCell = (_: number, { source }: Cell) => {
    begun += 1;
    const [first = ""] = source.trim().split("\n");
    const heading = `[${begun}/${code}] ${first.slice(0, 70)}`;
    (json ? stderr : stdout).write(`${paint("dim", heading)}\n`);
  };
  const onMessage = (message: FromExecutor) => {
    const text = messageText(message);
    if (json || text === null) return;
    const stream = message.kind === "stream" && message.name === "stderr" ? stderr : stdout;
    stream.write(text);
  };
  const onExpected = (error: CellFailure) => showError(error, call, io, true);
  return { onCell, onMessage, onExpected };
}

function messageText(message: FromExecutor): string | null {
  if (message.kind === "stream") return message.text;
  if (message.kind !== "result" && !(message.kind === "display" && !message.update)) return null;
  const text = message.data["text/plain"];
  return typeof text === "string" && text.trim() !== "" ? `${text}\n` : null;
}

function showError(
  { number, name, message, traceback }: CellFailure,
  { json, path }: NotebookCall,
  { stdout, stderr, color }: Io,
  expected = false,
): void {
  if (json) {
    const error = { kind: "error", code: name, message, cell: number, file: path, expected };
    stdout.write(`${JSON.stringify(error)}\n`);
    return;
  }
  const lines = traceback.length > 0 ? traceback.join("\n") : message;
  const text = color ? lines : stripVTControlCharacters(lines);
  const note = expected ? ", as the cell's tag expects" : "";
  stderr.write(`\n${path}, cell ${number}: ${name}${note}\n${text}\n`);
}
