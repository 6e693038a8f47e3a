/**
 * All of tfjs on the native engine, for models that tfjs itself runs. In: nothing. Out: the module tfjs-node-gpu with
 * its backend chosen; it shares TensorFlow with our sessions.
 */
import { existsSync, mkdirSync, realpathSync, renameSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { bindingFile } from "./binding.js";
import { bindingFolder, packageFolder } from "./places.js";
import { openTensorflow } from "./tensorflow.js";

type TfjsNode = typeof import("@tensorflow/tfjs-node-gpu");

/** Throws an EngineError where there is no native engine. */
export async function openTfjsNode(): Promise<TfjsNode> {
  await openTensorflow();
  linkBinding(join(bindingFolder, bindingFile));
  const require = createRequire(import.meta.url);
  // The package calls a function that Node 22 warns of and Node 23 removed.
  const util = require("node:util") as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined = (value) => value === null || value === undefined;
  return require("@tensorflow/tfjs-node-gpu") as TfjsNode;
}

/** Where the package looks for its binding, which npm removes with the package. */
function linkBinding(binding: string): void {
  const place = join(packageFolder("@tensorflow/tfjs-node-gpu"), "lib", "napi-v8", bindingFile);
  if (existsSync(place) && realpathSync(place) === realpathSync(binding)) return;
  mkdirSync(dirname(place), { recursive: true });
  const link = `${place}.${process.pid}`;
  symlinkSync(binding, link);
  renameSync(link, place);
}
