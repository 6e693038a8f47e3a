/** What runs in a cell speaks to the front end through this: displays, questions, channels. */
import { randomUUID } from "node:crypto";
import type { Comm, Comms, Display, DisplayHandle, Input } from "../../cells/predeclared.js";
import type { MimeBundle } from "../../display/bundle.js";
import { bundleOf, type KnownValue } from "../../display/valueBundle.js";
import type { ExecutionId, ToExecutor } from "../messages.js";
import { bound, currentExecution } from "./context.js";
import { failureOf } from "./failure.js";
import { parse, stringify } from "./intact.js";
import type { Output } from "./output.js";

export interface Shell {
  readonly display: Display;
  readonly input: Input;
  readonly comm: Comms;
  receive(order: Exclude<ToExecutor, { kind: "run" }>): void;
  /** Resolves when all that an execution has displayed has been sent. */
  shown(execution: ExecutionId): Promise<void>;
}

export interface ShellContext {
  readonly output: Output;
  readonly known: KnownValue;
  /** Whether a question of this execution can be answered. */
  readonly mayAsk: (execution: ExecutionId) => boolean;
  /** Neither results nor displays are sent. */
  readonly isSilent: (execution: ExecutionId) => boolean;
}

export function openShell(context: ShellContext): Shell {
  const questions: Questions = new Map();
  const comms = openComms(context.output);
  const pending = new Map<ExecutionId, Set<Promise<void>>>();
  return {
    display: displayOf(context, pending),
    input: inputOf(context, questions),
    comm: comms.api,
    receive(order) {
      if (order.kind === "comm") comms.receive(order);
      else questions.get(order.execution)?.shift()?.(order.text);
    },
    async shown(execution) {
      await Promise.allSettled([...(pending.get(execution) ?? [])]);
      pending.delete(execution);
    },
  };
}

type Pending = Map<ExecutionId, Set<Promise<void>>>;
type MaybeLater<T> = T | Promise<T>;

function displayOf({ output, known, isSilent }: ShellContext, pending: Pending): Display {
  const send = (bundle: MaybeLater<MimeBundle>, displayId: string, update: boolean) => {
    const execution = currentExecution();
    if (isSilent(execution)) return;
    const sendNow = (made: MimeBundle) =>
      output.send({ kind: "display", execution, displayId, update, ...made });
    if (!(bundle instanceof Promise)) return sendNow(bundle);
    const all = pending.get(execution) ?? new Set();
    pending.set(execution, all.add(bundle.then(sendNow)));
  };
  const show: Show = (bundle, again = () => null) => {
    const id = randomUUID();
    send(bundle, id, false);
    return { id, update: (value) => send(again(value) ?? bundleOf(value, known), id, true) };
  };
  const clear = (wait = false) => {
    const execution = currentExecution();
    if (!isSilent(execution)) output.send({ kind: "clear", execution, wait });
  };
  const display = (value: unknown) => show(bundleOf(value, known));
  return Object.assign(display, typed(show), { clear });
}

/** `again` is how an update looks; null for a value that looks as any other. */
type Show = (
  bundle: MaybeLater<MimeBundle>,
  again?: (value: unknown) => MimeBundle | null,
) => DisplayHandle;

/** Values whose MIME type is given. */
function typed(show: Show) {
  const as = <V>(isOne: (value: unknown) => value is V, bundle: (value: V) => MimeBundle) => {
    const again = (value: unknown) => (isOne(value) ? bundle(value) : null);
    return (value: V) => show(bundle(value), again);
  };
  const text = (type: string) => as(isText, (content) => plainBundle(type, content, content));
  return {
    html: text("text/html"),
    svg: text("image/svg+xml"),
    markdown: text("text/markdown"),
    latex: text("text/latex"),
    png: as(isPicture, (image) =>
      plainBundle("image/png", typeof image === "string" ? image : base64(image), "a PNG picture"),
    ),
    json: as(isAny, (value) => {
      const copy = plainJson(value);
      return plainBundle("application/json", copy, stringify(copy, null, 1));
    }),
    plotly: as(isPlotly, (figure) =>
      plainBundle("application/vnd.plotly.v1+json", plainJson(figure), "a figure of Plotly"),
    ),
  };
}

function plainBundle(type: string, content: unknown, plain: string): MimeBundle {
  return { data: { [type]: content, "text/plain": plain }, metadata: {} };
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isPicture(value: unknown): value is Uint8Array | string {
  return typeof value === "string" || value instanceof Uint8Array;
}

function isPlotly(value: unknown): value is Parameters<Display["plotly"]>[0] {
  return typeof value === "object" && value !== null && "data" in value;
}

function isAny(value: unknown): value is unknown {
  return value !== undefined;
}

function base64({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}

function plainJson(value: unknown): unknown {
  const text = stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError("expected a value that JSON can hold");
  return parse(text);
}

/** Each execution's, in the order they were asked. */
type Questions = Map<ExecutionId, ((answer: string) => void)[]>;

function inputOf({ output, mayAsk }: ShellContext, questions: Questions): Input {
  return (prompt = "", { password = false } = {}) =>
    new Promise((resolve, reject) => {
      const execution = currentExecution();
      if (!mayAsk(execution)) {
        reject(new Error("nobody can answer: this cell runs without a standard input"));
        return;
      }
      const asked = questions.get(execution) ?? [];
      questions.set(execution, asked);
      asked.push(resolve);
      output.send({ kind: "ask", execution, prompt, password });
    });
}

interface Channel {
  message: (data: unknown) => void;
  closed: (data: unknown) => void;
}

type CommOrder = Extract<ToExecutor, { kind: "comm" }>;

function openComms(output: Output): { api: Comms; receive: (order: CommOrder) => void } {
  const channels = new Map<string, Channel>();
  const targets = new Map<string, (comm: Comm, data: unknown) => void>();
  const send = (order: Omit<CommOrder, "kind">) => {
    const message = plainJson({ ...order, data: order.data ?? {}, metadata: order.metadata ?? {} });
    const execution = currentExecution();
    output.send({ kind: "comm", execution, ...(message as Omit<CommOrder, "kind">) });
  };
  const channel = (id: string): Comm => {
    const own: Channel = { message: () => undefined, closed: () => undefined };
    channels.set(id, own);
    return {
      id,
      send: (data, metadata) => send({ type: "msg", comm: id, data, metadata }),
      close(data) {
        if (channels.delete(id)) send({ type: "close", comm: id, data, metadata: {} });
      },
      onMessage: (received) => void (own.message = bound(received)),
      onClose: (closed) => void (own.closed = bound(closed)),
    };
  };
  const open: Comms["open"] = (target, data, metadata) => {
    const comm = channel(randomUUID());
    send({ type: "open", comm: comm.id, target, data, metadata });
    return comm;
  };
  const opened = ({ target = "", comm, data }: CommOrder) => {
    const register = targets.get(target);
    if (register) register(channel(comm), data);
    else send({ type: "close", comm, data: {}, metadata: {} });
  };
  const receive = (order: CommOrder) => {
    const known = channels.get(order.comm);
    if (order.type === "open") opened(order);
    else if (order.type === "msg") known?.message(order.data);
    else if (channels.delete(order.comm)) known?.closed(order.data);
  };
  const register: Comms["register"] = (target, done) => void targets.set(target, bound(done));
  return { api: { open, register }, receive: guarded(output, receive) };
}

/** What a cell does on a message must not end the process. */
function guarded(output: Output, receive: (order: CommOrder) => void) {
  return (order: CommOrder) => {
    try {
      receive(order);
    } catch (error) {
      const text = `${failureOf(error).traceback.join("\n")}\n`;
      output.write("stderr", text, currentExecution());
    }
  };
}
