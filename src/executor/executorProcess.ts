/**
 * One process that runs cells. In: orders. Out: its messages in order, what its guard reports, and its end. Holds: it leads a
 * process group of its own, which ends with it, so that programs started by cells do not stay behind.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { sweepScratch } from "../engine/scratch.js";
import type { Death } from "./death.js";
import type { ExecutionId, FromExecutor, ToExecutor } from "./messages.js";
import { ordering, type Ordering } from "./ordering.js";
import {
  descriptors,
  lineReader,
  type ChannelMessage,
  type GuardReport,
  type InterruptOrder,
  type Order,
} from "./wire.js";

export interface ExecutorProcess {
  send(order: ToExecutor): void;
  interrupt(execution: ExecutionId): void;
  /** Resolves when nothing of it is left; `onEnd` is not called. */
  kill(): Promise<void>;
}

export interface ProcessEvents {
  readonly onMessage: (message: FromExecutor) => void;
  readonly onGuard: (report: GuardReport) => void;
  /** It has ended by itself, and all it has said has been told. */
  readonly onEnd: (death: Death) => void;
}

const main = fileURLToPath(new URL("./child/main.js", import.meta.url));

/**
 * Without the first Node aborts where a loop in a timer is cut off; with the second users are not told that Node's way to import from
 * a cell is experimental.
 */
const flags = [
  ["--force-async-hooks-checks", "--no-force-async-hooks-checks"],
  ["--disable-warning", "--disable-warning=ExperimentalWarning"],
].flatMap(([known = "", flag = ""]) =>
  process.allowedNodeEnvironmentFlags.has(known) ? flag : [],
);

export function startProcess(folder: string, events: ProcessEvents): ExecutorProcess {
  const nonce = randomBytes(12).toString("hex");
  const child = spawn(process.execPath, [...flags, main], {
    cwd: folder,
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe"],
  });
  let stderr = "";
  const ordered = ordering(nonce, (message) => {
    if (message.kind === "stream" && message.name === "stderr") {
      stderr = (stderr + message.text).slice(-4096);
    }
    events.onMessage(message);
  });
  listen(child, ordered, events.onGuard);
  const ended = endOf(child, ordered);
  let killed = false;
  void ended.then((end) => {
    if (!killed) events.onEnd({ stderr, ...end });
  });
  const orders = writable(child, descriptors.orders);
  const write = (order: Order) => orders.write(`${JSON.stringify(order)}\n`);
  write({ folder, nonce });
  return {
    send: write,
    interrupt(execution) {
      const order: InterruptOrder = { interrupt: execution };
      writable(child, descriptors.guard).write(`${JSON.stringify(order)}\n`);
    },
    async kill() {
      killed = true;
      killGroup(child);
      await ended;
    },
  };
}

function listen(
  child: ChildProcess,
  ordered: Ordering,
  onGuard: (report: GuardReport) => void,
): void {
  for (const name of ["stdout", "stderr"] as const) {
    const stream = readable(child, descriptors[name]);
    stream.on("data", (bytes: Buffer) => ordered.text(name, bytes));
    stream.on("close", () => ordered.ended(name));
  }
  const messages = lineReader((line) => ordered.message(JSON.parse(line) as ChannelMessage));
  readable(child, descriptors.messages).on("data", messages);
  const reports = lineReader((line) => onGuard(line as GuardReport));
  readable(child, descriptors.guard).on("data", reports);
  // Nothing comes from there; but a stream that nobody reads never closes.
  readable(child, descriptors.orders).resume();
  for (const stream of child.stdio) stream?.on("error", () => undefined);
}

const steering = [descriptors.orders, descriptors.messages, descriptors.guard];

/** How long the last output may be on its way, where a program that a cell has started keeps a stream open. */
const lastWords = 200;

async function endOf(
  child: ChildProcess,
  ordered: Ordering,
): Promise<Pick<Death, "code" | "signal" | "failure">> {
  const end = await new Promise<Pick<Death, "code" | "signal" | "failure">>((resolve) => {
    const fail = (failure: string) => resolve({ code: null, signal: null, failure });
    child.on("error", ({ message }) => fail(`cannot start: ${message}`));
    child.on("exit", (code, signal) => resolve({ code, signal }));
    for (const descriptor of steering) {
      // Where it has ended, `exit` comes first.
      const closed = () =>
        setTimeout(fail, lastWords, "was ended: a cell closed its channel").unref();
      readable(child, descriptor).on("close", closed);
    }
  });
  killGroup(child);
  if (end.failure === undefined) {
    const closed = new Promise((resolve) => child.on("close", resolve));
    let timer;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, lastWords)));
    await Promise.race([closed, late]);
    clearTimeout(timer);
  }
  for (const stream of child.stdio) stream?.destroy();
  ordered.ended("stdout");
  ordered.ended("stderr");
  if (child.pid !== undefined) sweepScratch(child.pid);
  return end;
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nobody is left in it.
  }
}

function readable({ stdio }: ChildProcess, descriptor: number): Readable {
  return stdio[descriptor] as Readable;
}

function writable({ stdio }: ChildProcess, descriptor: number): Writable {
  return stdio[descriptor] as Writable;
}
