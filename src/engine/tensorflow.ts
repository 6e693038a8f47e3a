/**
 * TensorFlow in this process, through the binding of tfjs-node-gpu that set-up compiled. In: the bytes of a GraphDef.
 * Out: a Session on it. Every tensor that crosses the border is freed before a call returns.
 */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadBinding, type Binding, type TensorInfo } from "./binding.js";
import { EngineError } from "./engineError.js";
import { bindingFolder } from "./places.js";
import { encodeSavedModel, largestGraph, type GraphTag } from "./savedModel.js";
import type { Feed, Fetched, Held, Session, SessionOptions, TensorType } from "./session.js";
import { scratchFolder } from "./scratch.js";
import { ensureEngine } from "./setup.js";

export { EngineError };

export interface Tensorflow {
  /** TensorFlow's own, such as "2.21.0". */
  readonly version: string;
  readonly gpu: boolean;
  readonly binding: Binding;
}

/**
 * Loads TensorFlow, setting it up first where that has not been done; a second call costs nothing. Throws an
 * EngineError that says what is missing and what to do.
 */
export async function openTensorflow(): Promise<Tensorflow> {
  const engine = await ensureEngine();
  if (engine.kind === "unavailable") throw new EngineError(`${engine.reason}: ${engine.remedy}`);
  const binding = loadBinding(bindingFolder);
  return { version: binding.TF_Version, gpu: binding.isUsingGpuDevice(), binding };
}

/**
 * A session on a graph; its variables live until `dispose`. The GraphDef needs `versions.producer`. Throws an
 * EngineError where TensorFlow refuses the graph or the graph is above 2 GiB.
 */
export function openSession(
  { binding }: Tensorflow,
  graphDef: Uint8Array,
  { singleThreaded }: SessionOptions = { singleThreaded: false },
): Session {
  const tag = singleThreaded ? "serve_single" : "serve";
  let id: number | undefined = loadGraph(binding, graphDef, tag);
  const hold = (feeds: Feeds, fetches: readonly string[]) => {
    if (id === undefined) throw new EngineError("the session has been disposed");
    return runGraph(binding, id, feeds, fetches);
  };
  return {
    hold,
    run(feeds, fetches) {
      const outputs = hold(feeds, fetches);
      try {
        return outputs.map((output) => output.read());
      } finally {
        for (const output of outputs) output.free();
      }
    },
    dispose() {
      if (id !== undefined) binding.deleteSavedModel(id);
      id = undefined;
    },
  };
}

/** TensorFlow loads graphs from a folder only, so the graph visits the disk for a moment, readable by us alone. */
function loadGraph(binding: Binding, graphDef: Uint8Array, tag: GraphTag): number {
  if (graphDef.length > largestGraph) {
    throw new EngineError(
      `the graph has ${graphDef.length} bytes; TensorFlow takes at most ${largestGraph}: keep weights in variables, not in constants`,
    );
  }
  const folder = scratchFolder();
  try {
    for (const part of encodeSavedModel(graphDef, tag)) {
      writeFileSync(join(folder, "saved_model.pb"), part, { flag: "a" });
    }
    return inTensorflow(() => binding.loadSavedModel(folder, tag));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Feeds = Readonly<Record<string, Feed | Held>>;

function runGraph(
  binding: Binding,
  session: number,
  feeds: Feeds,
  fetches: readonly string[],
): readonly Held[] {
  const made: number[] = [];
  try {
    const ids = Object.entries(feeds).map(([name, feed]) => {
      if ("id" in feed) return feed.id;
      const id = createTensor(binding, name, feed);
      made.push(id);
      return id;
    });
    const names = Object.keys(feeds).join(",");
    const outputs = inTensorflow(
      () => binding.runSavedModel(session, ids, names, fetches.join(",")),
      fetches,
    );
    return outputs.map((output, index) => held(binding, output, fetches[index] ?? ""));
  } finally {
    for (const id of made) binding.deleteTensor(id);
  }
}

function held(binding: Binding, output: TensorInfo, name: string): Held {
  const { id, shape } = output;
  let freed = false;
  return {
    id,
    shape,
    read: () => readTensor(binding, output, name),
    free() {
      if (!freed) binding.deleteTensor(id);
      freed = true;
    },
  };
}

function createTensor(binding: Binding, name: string, { type, shape, data }: Feed): number {
  const size = shape.reduce((product, length) => product * length, 1);
  if (data.length !== size) {
    throw new EngineError(
      `${name} is fed ${data.length} values; its shape ${shape.join("×")} needs ${size}`,
    );
  }
  const codes: Record<TensorType, number> = {
    float32: binding.TF_FLOAT,
    int32: binding.TF_INT32,
    string: binding.TF_STRING,
  };
  return inTensorflow(() => binding.createTensor(shape, codes[type], data));
}

function readTensor(binding: Binding, { id, shape, dtype }: TensorInfo, name: string): Fetched {
  const data = () => binding.tensorDataSync(id);
  if (dtype === binding.TF_FLOAT) return { type: "float32", shape, data: data() };
  if (dtype === binding.TF_INT32) return { type: "int32", shape, data: data() };
  if (dtype === binding.TF_STRING) return { type: "string", shape, data: data() };
  throw new EngineError(
    `${name} has TensorFlow's type number ${dtype}; expected float32, int32 or string`,
  );
}

/** TensorFlow's text without the binding's preface; where the binding names nothing, the fetches are added. */
function inTensorflow<T>(call: () => T, fetches: readonly string[] = []): T {
  try {
    return call();
  } catch (error) {
    const text = (error as Error).message;
    const unnamed = text.endsWith("can not be found in the graph.") && fetches.length > 0;
    const told = unnamed ? `${text} Fetched: ${fetches.join(", ")}` : text;
    throw new EngineError(
      told.replace(/^(Session fail to run with error|Failed to load SavedModel): /, ""),
    );
  }
}
