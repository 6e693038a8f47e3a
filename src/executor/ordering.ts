/**
 * Puts together what a process says in three places: stdout, stderr, and its messages. In: pieces of each, as they come.
 * Out: messages in the order in which they were made. Holds: text that a library or another program writes by itself comes
 * through at once, belongs to the execution that ran, and is there before that one's `done`.
 */
import { markReader, type Piece, type Place, type StreamName } from "./marks.js";
import type { ExecutionId, FromExecutor } from "./messages.js";
import type { ChannelMessage } from "./wire.js";

export interface Ordering {
  text(name: StreamName, bytes: Buffer): void;
  message(message: ChannelMessage): void;
  /** Nothing more comes from there. */
  ended(name: StreamName): void;
}

interface Stream {
  readonly name: StreamName;
  readonly read: (bytes: Buffer | null) => readonly Piece[];
  readonly pieces: Piece[];
  execution: ExecutionId;
  /** The last execution whose text is all there. */
  flushed: ExecutionId;
  ended: boolean;
}

interface State {
  readonly streams: Readonly<Record<StreamName, Stream>>;
  readonly messages: ChannelMessage[];
  readonly emit: (message: FromExecutor) => void;
  place: Place;
  /** The execution whose `done` has come and waits; 0 for none. */
  ending: ExecutionId;
}

export function ordering(nonce: string, emit: (message: FromExecutor) => void): Ordering {
  const stream = (name: StreamName): Stream => {
    const read = markReader(nonce);
    return { name, read, pieces: [], execution: 0, flushed: 0, ended: false };
  };
  const streams = { stdout: stream("stdout"), stderr: stream("stderr") };
  const state: State = { streams, messages: [], emit, place: "messages", ending: 0 };
  return {
    text(name, bytes) {
      push(streams[name].pieces, streams[name].read(bytes));
      advance(state);
    },
    message(message) {
      state.messages.push(message);
      if (message.kind === "done") state.ending = message.execution;
      advance(state);
    },
    ended(name) {
      push(streams[name].pieces, streams[name].read(null));
      streams[name].ended = true;
      advance(state);
    },
  };
}

function push(pieces: Piece[], more: readonly Piece[]): void {
  for (const piece of more) pieces.push(piece);
}

function advance(state: State): void {
  while (state.place === "messages" ? nextMessage(state) : nextPiece(state, state.place));
  for (const stream of Object.values(state.streams)) {
    if (stream.name !== state.place) release(stream, state);
  }
  if (state.place === "messages" && isReady(state)) advance(state);
}

/** False where there is nothing to go on with. */
function nextMessage(state: State): boolean {
  if (!isReady(state)) return false;
  const message = state.messages.shift();
  if (message?.kind === "done") state.ending = 0;
  if (message?.kind === "turn") state.place = message.to;
  else if (message) state.emit(message);
  return true;
}

/** The end of an execution waits for all of its text. */
function isReady({ messages, streams }: State): boolean {
  const [message] = messages;
  if (message?.kind !== "done") return message !== undefined;
  return [streams.stdout, streams.stderr].every(
    ({ ended, flushed, pieces }) => flushed >= message.execution || (ended && pieces.length === 0),
  );
}

function nextPiece(state: State, place: StreamName): boolean {
  const stream = state.streams[place];
  const piece = stream.pieces.shift();
  if (piece) take(piece, stream, state);
  if (piece?.kind === "turn") state.place = piece.to;
  if (piece || !(stream.ended || isOver(stream, state))) return piece !== undefined;
  state.place = "messages";
  return true;
}

/** An interrupt may cut off what follows a turn: where all of the execution's text is there, nobody else will end it. */
function isOver({ flushed }: Stream, { ending }: State): boolean {
  return ending > 0 && flushed >= ending;
}

/** What stands before the place that waits for its turn was written by others. */
function release(stream: Stream, state: State): void {
  for (let piece = stream.pieces[0]; piece; piece = stream.pieces[0]) {
    if (piece.kind === "begin") return;
    stream.pieces.shift();
    take(piece, stream, state);
  }
}

/** A mark that is out of its turn has nothing to say. */
function take(piece: Piece, stream: Stream, { emit }: State): void {
  if (piece.kind === "execution") stream.execution = piece.execution;
  if (piece.kind === "flushed") stream.flushed = Math.max(stream.flushed, piece.execution);
  if (piece.kind !== "text") return;
  emit({ kind: "stream", execution: stream.execution, name: stream.name, text: piece.text });
}
