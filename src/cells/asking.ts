/**
 * The thread as it is asked. Holds: every question is answered. Where the thread dies, of memory, or does not answer in time, a new one
 * takes its place, and the question that it failed on is answered by saying so; those behind it are asked again. A thread that
 * nobody asks for long ends, as TypeScript takes more than 100 MB; the next question starts another.
 */
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { nothingKnown, type Known } from "./known.js";
import {
  noAnswer,
  type Answers,
  type FromThread,
  type Questions,
  type ToThread,
  type Topic,
} from "./questions.js";

export interface Asking {
  ask<T extends Topic>(topic: T, question: Questions[T], known: Known): Promise<Answers[T]>;
  close(): Promise<void>;
}

export interface ThreadLimits {
  /** After which a question counts as lost. */
  readonly seconds: number;
  /** After which a thread that is asked nothing ends. */
  readonly idleSeconds: number;
  readonly megabytes: number;
}

interface Pending {
  readonly message: Extract<ToThread, { kind: "ask" }>;
  readonly known: Known;
  readonly resolve: (answer: Answers[Topic]) => void;
}

interface State {
  readonly folder: string;
  readonly limits: ThreadLimits;
  readonly pending: Map<number, Pending>;
  worker: Worker | null;
  /** What the thread has been told last. */
  told: Known;
  timer: NodeJS.Timeout | null;
  closed: boolean;
}

export function openThread(folder: string, limits: ThreadLimits): Asking {
  const pending = new Map<number, Pending>();
  const state: State = {
    ...{ folder, limits, pending, told: nothingKnown },
    ...{ worker: null, timer: null, closed: false },
  };
  let next = 0;
  start(state);
  return {
    ask: (topic, question, known) =>
      new Promise((resolve) => {
        const message = { kind: "ask", id: next++, topic, question } as Pending["message"];
        if (state.closed) resolve(noAnswer[topic](question));
        else send(state, { message, known, resolve: resolve as Pending["resolve"] });
      }),
    async close() {
      state.closed = true;
      if (state.timer) clearTimeout(state.timer);
      const ended = state.worker?.terminate();
      for (const one of pending.values()) giveUp(one);
      pending.clear();
      await ended;
    },
  };
}

/** Beside this file, compiled or not. */
const thread = new URL(`./thread${extname(import.meta.url)}`, import.meta.url);

function start(state: State): void {
  const worker = new Worker(thread, {
    workerData: { folder: state.folder },
    resourceLimits: {
      maxOldGenerationSizeMb: state.limits.megabytes,
      // More makes cells a little faster and the idle kernel larger.
      maxYoungGenerationSizeMb: 24,
    },
  });
  Object.assign(state, { worker, told: nothingKnown });
  worker.on("message", (reply: FromThread) => {
    state.pending.get(reply.id)?.resolve(reply.answer);
    state.pending.delete(reply.id);
    watch(state);
  });
  // The exit follows.
  worker.on("error", () => undefined);
  worker.on("exit", () => {
    if (!state.closed && state.worker === worker) bury(state);
  });
  watch(state);
}

/** The first pending question is the one that was being answered. Without others a new thread waits for the next. */
function bury(state: State): void {
  const [failed, ...others] = state.pending.values();
  state.pending.clear();
  state.worker = null;
  watch(state);
  if (failed) giveUp(failed);
  for (const one of others) send(state, one);
}

function giveUp({ message, resolve }: Pending): void {
  const lost = noAnswer[message.topic] as (question: unknown) => Answers[Topic];
  resolve(lost(message.question));
}

function send(state: State, one: Pending): void {
  if (!state.worker) start(state);
  if (state.told !== one.known) post(state, { kind: "know", known: one.known });
  state.told = one.known;
  state.pending.set(one.message.id, one);
  post(state, one.message);
  if (state.pending.size === 1) watch(state);
}

function post({ worker }: State, message: ToThread): void {
  worker?.postMessage(message);
}

/** The time runs for the question that is being answered, or for the silence. */
function watch(state: State): void {
  if (state.timer) clearTimeout(state.timer);
  state.timer = null;
  if (state.closed || !state.worker) return;
  const { seconds, idleSeconds } = state.limits;
  state.timer =
    state.pending.size === 0
      ? setTimeout(rest, idleSeconds * 1000, state)
      : setTimeout(() => void state.worker?.terminate(), seconds * 1000);
  state.timer.unref();
}

function rest(state: State): void {
  const { worker } = state;
  state.worker = null;
  void worker?.terminate();
}
