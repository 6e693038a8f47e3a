/**
 * All that leaves the process. In: text with its execution, and messages. Out: bytes on stdout, stderr and the channel, with
 * marks by which the parent puts them into order. Holds: a call returns when the bytes are written, so nothing is lost when
 * the process dies; and where a stream has been closed its text goes through the channel.
 */
import { fstatSync, writeSync } from "node:fs";
import { markText, type Mark, type Place, type StreamName } from "../marks.js";
import type { ExecutionId } from "../messages.js";
import { descriptors, type ChannelMessage } from "../wire.js";
import { stringify } from "./intact.js";

export interface Output {
  write(name: StreamName, text: string | Uint8Array, execution: ExecutionId): void;
  send(message: ChannelMessage): void;
  /** What others write to the streams belongs to this execution from now on. */
  begin(execution: ExecutionId): void;
  /** Before the execution's end is sent. */
  flush(execution: ExecutionId): void;
}

interface Stream {
  readonly name: StreamName;
  readonly inode: number;
  /** Whose text follows, as the parent knows it. */
  execution: ExecutionId;
  open: boolean;
}

interface State {
  readonly nonce: string;
  readonly streams: Readonly<Record<StreamName, Stream>>;
  place: Place;
  /** The execution that text of others belongs to. */
  base: ExecutionId;
}

export function openOutput(nonce: string): Output {
  const streams = { stdout: streamOf("stdout"), stderr: streamOf("stderr") };
  const state: State = { nonce, streams, place: "messages", base: 0 };
  const both = [streams.stdout, streams.stderr];
  return {
    write: (name, text, execution) => writeText(state, streams[name], text, execution),
    send: (message) => send(state, message),
    begin(execution) {
      state.base = execution;
      for (const stream of both) {
        stream.open &&= inodeOf(stream.name) === stream.inode;
        mark(state, stream, { kind: "execution", execution });
        stream.execution = execution;
      }
    },
    flush(execution) {
      // An interrupt may have cut off a mark: from here on both sides read the messages again.
      state.place = "messages";
      for (const stream of both) {
        mark(state, stream, { kind: "turn", to: "messages" });
        mark(state, stream, { kind: "flushed", execution });
      }
    },
  };
}

function streamOf(name: StreamName): Stream {
  return { name, inode: inodeOf(name), execution: 0, open: true };
}

function inodeOf(name: StreamName): number {
  try {
    return fstatSync(descriptors[name]).ino;
  } catch {
    return -1;
  }
}

function writeText(
  state: State,
  stream: Stream,
  text: string | Uint8Array,
  execution: ExecutionId,
): void {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  const { name } = stream;
  const before = [
    ...(stream.open && turn(state, name) ? [markText(state.nonce, { kind: "begin" })] : []),
    ...(stream.execution === execution ? [] : [executionMark(state, execution)]),
  ].join("");
  const after = execution === state.base ? "" : executionMark(state, state.base);
  stream.execution = state.base;
  const whole = before === "" && after === "" ? bytes : concat(before, bytes, after);
  if (stream.open && put(stream, whole)) return;
  const plain = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  send(state, { kind: "stream", execution, name, text: plain });
}

function executionMark({ nonce }: State, execution: ExecutionId): string {
  return markText(nonce, { kind: "execution", execution });
}

function concat(before: string, bytes: Uint8Array, after: string): Uint8Array {
  return Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]);
}

function send(state: State, message: ChannelMessage): void {
  const line = Buffer.from(`${stringify(message)}\n`);
  turn(state, "messages");
  writeAll(descriptors.messages, line);
}

/** What comes next stands there; false where it does already. */
function turn(state: State, to: Place): boolean {
  const { place, streams } = state;
  if (place === to) return false;
  state.place = to;
  if (place === "messages") {
    writeAll(descriptors.messages, Buffer.from(`${stringify({ kind: "turn", to })}\n`));
  } else mark(state, streams[place], { kind: "turn", to });
  return true;
}

function mark({ nonce }: State, stream: Stream, what: Mark): void {
  if (stream.open) put(stream, Buffer.from(markText(nonce, what)));
}

function put(stream: Stream, bytes: Uint8Array): boolean {
  try {
    writeAll(descriptors[stream.name], bytes);
  } catch {
    stream.open = false;
  }
  return stream.open;
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length;) from += writeSome(descriptor, bytes, from);
}

const pause = new Int32Array(new SharedArrayBuffer(4));

function writeSome(descriptor: number, bytes: Uint8Array, from: number): number {
  try {
    return writeSync(descriptor, bytes, from);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    Atomics.wait(pause, 0, 0, 1);
    return 0;
  }
}
