/** `process.stdout` and `process.stderr` of cells. Holds: they cannot be closed, and nothing is held back in them. */
import { Writable } from "node:stream";
import { descriptors } from "../wire.js";
import type { StreamName } from "../marks.js";
import { currentExecution } from "./context.js";
import type { Output } from "./output.js";

export function replaceStreams(output: Output): void {
  for (const name of ["stdout", "stderr"] as const) {
    const stream = streamOf(name, output);
    Object.defineProperty(process, name, { get: () => stream, configurable: true });
  }
}

function streamOf(name: StreamName, output: Output): Writable {
  const stream = new Writable({ decodeStrings: true });
  const write = (chunk: unknown, encoding?: unknown, done?: unknown): boolean => {
    output.write(name, bytesOf(chunk, encoding), currentExecution());
    const called = typeof encoding === "function" ? encoding : done;
    if (typeof called === "function") process.nextTick(called);
    return true;
  };
  const end = (chunk?: unknown, encoding?: unknown, done?: unknown): Writable => {
    if (chunk !== undefined && chunk !== null && typeof chunk !== "function") {
      write(chunk, encoding, done);
    }
    return stream;
  };
  const own = { fd: descriptors[name], write, end, destroy: () => stream, cork: () => undefined };
  return Object.defineProperties(stream, Object.getOwnPropertyDescriptors(own));
}

function bytesOf(chunk: unknown, encoding: unknown): string | Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  if (typeof chunk !== "string") {
    throw new TypeError(`expected a string or bytes; received ${typeof chunk}`);
  }
  const known = typeof encoding === "string" && Buffer.isEncoding(encoding);
  return known ? Buffer.from(chunk, encoding) : chunk;
}
