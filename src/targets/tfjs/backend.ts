/**
 * The two backends of TensorFlow.js that need nothing but Node. In: a name. Out: an open backend, and a way to run on it.
 *
 * TensorFlow.js has one current backend for the whole process, and new tensors belong to it. This file is the only one
 * that changes it: opening leaves it as it was (unless there was none), and `onBackend` switches for the length of one
 * call without a pause in it. So several engines and the user's own tensors live side by side.
 */
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { EngineError } from "../../engine/engineError.js";
import { registerJavaScriptKernels, registerWasmKernels } from "./ops/kernels.js";

export type BackendName = "wasm" | "js";

const backends: Readonly<Record<BackendName, string>> = { wasm: "wasm", js: "cpu" };

const opening = new Map<BackendName, Promise<void>>();

/** Opens it once a process, with SIMD; without threads, which the package does not support in Node. */
export function openBackend(name: BackendName): Promise<void> {
  const opened = opening.get(name) ?? open(name);
  opening.set(name, opened);
  return opened;
}

/** The backend must be open. What `run` makes, it makes on this backend. */
export function onBackend<T>(name: BackendName, run: () => T): T {
  const previous = tf.getBackend();
  if (previous === backends[name]) return run();
  select(backends[name]);
  try {
    return run();
  } finally {
    select(previous);
  }
}

async function open(name: BackendName): Promise<void> {
  const previous = tf.getBackend() as string | undefined;
  if (name === "wasm") prepareWasm();
  else registerJavaScriptKernels();
  const opened = await quietly(() => tf.setBackend(backends[name]));
  if (!opened) throw new EngineError(`the ${name} backend of TensorFlow.js does not start`);
  if (name === "wasm") guardMemory((tf.backend() as unknown as { wasm: WasmMemory }).wasm);
  if (previous !== undefined) select(previous);
}

function prepareWasm(): void {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve("@tensorflow/tfjs-backend-wasm"));
  setWasmPaths(join(folder, sep));
  registerWasmKernels();
}

/** What lies below the tensors of the wasm backend, which the package does not declare. */
interface WasmMemory {
  readonly HEAPU8: Uint8Array;
  _malloc: (bytes: number) => number;
}

/** Without this a tensor that finds no room would be written over whatever lies at address 0, or past the end. */
function guardMemory(wasm: WasmMemory): void {
  const allocate = wasm._malloc;
  wasm._malloc = (bytes) => {
    const address = allocate(bytes) >>> 0;
    if (bytes === 0 || (address > 0 && address + bytes <= wasm.HEAPU8.length)) return address;
    const limit = "it can have 4 GB in all";
    throw new EngineError(`wasm has no memory left for a tensor of ${bytes} bytes; ${limit}`);
  };
}

/** A backend that is open becomes the current one before `setBackend` returns. */
function select(backend: string): void {
  void tf.setBackend(backend);
}

/**
 * Without the advertisement that the JavaScript backend prints at its first tensor, and without the handlers by which
 * the wasm module would rethrow every stray rejection of the process.
 */
async function quietly(open: () => Promise<boolean>): Promise<boolean> {
  const before = tf.env().getBool("PROD");
  const handlers = new Set(rethrowing.flatMap<unknown>((event) => process.rawListeners(event)));
  tf.env().set("PROD", true);
  try {
    const opened = await open();
    if (opened) tf.scalar(0).dispose();
    return opened;
  } finally {
    tf.env().set("PROD", before);
    for (const event of rethrowing) {
      for (const handler of process.rawListeners(event)) {
        if (!handlers.has(handler)) process.off(event, handler as () => void);
      }
    }
  }
}

const rethrowing = ["uncaughtException", "unhandledRejection"] as const;
