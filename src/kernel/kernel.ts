/**
 * The Jupyter kernel: sockets, history and routing; cells are checked in a thread and run in a process of their own. In:
 * messages of front ends. Out: replies, and everything that cells show. Holds: whatever comes in, the next cell is
 * answered; nothing that this opens outlives `close`.
 */
import type { CellService } from "../cells/service.js";
import type { OpenExecutor } from "../executor/executor.js";
import type { Connection } from "./connection.js";
import { openDispatcher } from "./dispatcher.js";
import type { Message } from "./message.js";
import { openMessenger, type Post } from "./messenger.js";
import { closeParts, openParts } from "./parts.js";
import { interruptCell } from "./requests/interrupt.js";
import type { KernelParts, Versions } from "./requests/request.js";
import { openSockets, type Frames } from "./sockets.js";
import { decode, signer } from "./wire.js";

export interface KernelOptions {
  readonly connection: Connection;
  readonly openExecutor: OpenExecutor;
  readonly openCells: (options: { readonly folder: string }) => Promise<CellService>;
  readonly historyFolder: string;
  /** Where cells find files and packages. */
  readonly folder: string;
  readonly versions: Versions;
  /** Tells a person who looks for a fault in the kernel itself. */
  readonly report: (error: unknown) => void;
}

export interface Kernel {
  interrupt(): void;
  close(): Promise<void>;
  /** Resolves when it has been closed, by `close` or by a `shutdown_request`. */
  readonly closed: Promise<void>;
}

/** Resolves when the sockets are bound: `kernel_info` is answered then, cells when what runs them is there. */
export async function startKernel(options: KernelOptions): Promise<Kernel> {
  const { connection, report } = options;
  const sign = signer(connection.key, connection.scheme);
  const sockets = openSockets(connection, report);
  const post = openMessenger(sockets, sign);
  const kernel = openParts(options, post, () => void close());
  const dispatch = openDispatcher(kernel, post);
  let tellClosed: () => void;
  const closed = new Promise<void>((resolve) => (tellClosed = resolve));
  let closing: Promise<void> | null = null;

  function close(): Promise<void> {
    closing ??= closeParts(kernel, sockets).then(tellClosed);
    return closing;
  }

  const reading = (use: (message: Message) => void) => (frames: Frames) => {
    const message = decode(frames, sign);
    if (message) use(message);
    else report(new Error("dropped a message that is malformed or has a wrong signature"));
  };
  const receivers = {
    shell: reading((message) => dispatch("shell", message)),
    control: reading((message) => dispatch("control", message)),
    stdin: reading((message) => takeAnswer(message, kernel)),
    iopub: (frames: Frames) => welcome(frames, post),
  };
  try {
    await sockets.bind(receivers);
  } catch (error) {
    await close();
    throw error;
  }
  kernel.publisher.publish("status", { execution_state: "starting" }, {});
  return { interrupt: () => interruptCell(kernel), close, closed };
}

/** `input_reply`: what the user has typed goes to the cell that asked. */
function takeAnswer(reply: Message, { prompts, executor, report }: KernelParts): void {
  const execution = prompts.answered(reply);
  if (execution === null) return;
  const { value } = reply.content;
  const text = typeof value === "string" ? value : "";
  executor.then((one) => one.send({ kind: "input", execution, text })).catch(report);
}

/** A front end that has subscribed learns that it misses nothing from here on (Jupyter enhancement proposal 65). */
function welcome([frame]: Frames, post: Post): void {
  if (frame?.[0] !== 1) return;
  const topic = frame.subarray(1);
  const content = { subscription: Buffer.from(topic).toString() };
  post("iopub", { type: "iopub_welcome", content, parent: {}, identities: [topic] });
}
