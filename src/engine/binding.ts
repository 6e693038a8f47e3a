/**
 * The native modules that set-up compiled. In: the folder that holds them. Out: the binding's functions. Nothing but
 * TensorFlow's real errors reaches the user's stderr.
 */
import { closeSync, openSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { EngineError } from "./engineError.js";
import { scratchFolder } from "./scratch.js";
import type { Feed, Fetched } from "./session.js";

export const bindingFile = "tfjs_binding.node";
export const stderrFile = "stderr.node";

/** What the binding tells of a tensor that it holds under a number; `dtype` is one of the binding's `TF_…` numbers. */
export interface TensorInfo {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: number;
}

interface OperationAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | boolean;
}

/** The part of tfjs_binding.node that we call. */
export interface Binding {
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_STRING: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_Version: string;
  createTensor(shape: readonly number[], type: number, data: Feed["data"]): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Fetched["data"];
  executeOp(
    name: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): TensorInfo[];
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(
    id: number,
    feeds: readonly number[],
    feedNames: string,
    fetchNames: string,
  ): TensorInfo[];
  isUsingGpuDevice(): boolean;
  getNumOfTensors(): number;
}

interface Stderr {
  divert(file: number): void;
  restore(): void;
}

/** Loads TensorFlow into this process; a second call returns the same. Throws an EngineError where it does not load. */
export function loadBinding(folder: string): Binding {
  const require = createRequire(import.meta.url);
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "3";
  // Each session has the threads that it asks for, see border.h; else all would have those of the first.
  process.env["TF_OVERRIDE_GLOBAL_THREADPOOL"] ??= "1";
  // oneDNN's gradients are made ready once, not in each step: 8 % of LeNet-5's.
  process.env["TF_MKL_OPTIMIZE_PRIMITIVE_MEMUSE"] ??= "0";
  const file = join(folder, bindingFile);
  try {
    if (file in require.cache) return require(file) as Binding;
    return withStderrDiverted(
      require(join(folder, stderrFile)) as Stderr,
      () => require(file) as Binding,
    );
  } catch (error) {
    throw new EngineError(`TensorFlow does not load: ${(error as Error).message}`);
  }
}

/** Runs `load` with stderr in a file, and then passes on the lines that TensorFlow marks as errors. */
function withStderrDiverted<T>(stderr: Stderr, load: () => T): T {
  const folder = scratchFolder();
  const path = join(folder, "lines");
  const file = openSync(path, "a");
  try {
    stderr.divert(file);
    return load();
  } finally {
    stderr.restore();
    closeSync(file);
    for (const line of errorLines(readFileSync(path, "utf8"))) process.stderr.write(`${line}\n`);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** TensorFlow begins a line with its severity and the date, `E1121 20:41:03`; I and W are information and warnings. */
export function errorLines(text: string): readonly string[] {
  return text.split("\n").filter((line) => /^[EF]\d{4} /.test(line));
}
