/** The native engine for the tests of this folder, or why it is not there. */
import { ensureEngine } from "../../../src/engine/setup.js";
import { openSession, openTensorflow } from "../../../src/engine/tensorflow.js";
import type { Session, SessionOptions } from "../../../src/engine/session.js";

/** A reason to skip, or false. */
export const skip: string | false = await reasonToSkip();

async function reasonToSkip(): Promise<string | false> {
  const wish = process.env["CONVSCRIPT_ENGINE"] ?? "";
  if (wish !== "" && wish !== "tensorflow") return `CONVSCRIPT_ENGINE asks for ${wish}`;
  const engine = await ensureEngine();
  return engine.kind === "unavailable" && engine.reason;
}

const tensorflow = skip === false ? await openTensorflow() : null;

export function openNative(graph: Uint8Array, options?: SessionOptions): Session {
  if (!tensorflow) throw new Error("the native engine is not there");
  return openSession(tensorflow, graph, options);
}
