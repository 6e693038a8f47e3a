/** Channels between cells and the notebook's page. In: orders from the page. Out: messages to it; what fails is told on stderr. */
import { randomUUID } from "node:crypto";
import type { Comm, CommOpened, Comms } from "../../cells/predeclared.js";
import type { ToExecutor } from "../messages.js";
import { bound, currentExecution } from "./context.js";
import { failureOf } from "./failure.js";
import { base64, plainJson } from "./json.js";
import type { Output } from "./output.js";

interface Channel {
  message: (data: unknown, buffers: readonly Uint8Array[]) => void;
  closed: (data: unknown) => void;
}

export type CommOrder = Extract<ToExecutor, { kind: "comm" }>;
type Sent = Omit<CommOrder, "kind" | "buffers">;

export function openComms(output: Output): { api: Comms; receive: (order: CommOrder) => void } {
  const channels = new Map<string, Channel>();
  const targets = new Map<string, CommOpened>();
  const send = (order: Sent, buffers: readonly Uint8Array[] = []) => {
    const message = plainJson({ ...order, data: order.data ?? {}, metadata: order.metadata ?? {} });
    const execution = currentExecution();
    output.send({ kind: "comm", execution, ...(message as Sent), ...binary(buffers) });
  };
  const channel = (id: string): Comm => {
    const own: Channel = { message: () => undefined, closed: () => undefined };
    channels.set(id, own);
    return {
      id,
      send: (data, metadata, buffers) => send({ type: "msg", comm: id, data, metadata }, buffers),
      close(data) {
        if (channels.delete(id)) send({ type: "close", comm: id, data, metadata: {} });
      },
      onMessage: (received) => void (own.message = bound(received)),
      onClose: (closed) => void (own.closed = bound(closed)),
    };
  };
  const open: Comms["open"] = (target, data, metadata, buffers) => {
    const comm = channel(randomUUID());
    send({ type: "open", comm: comm.id, target, data, metadata }, buffers);
    return comm;
  };
  const opened = ({ target = "", comm, data, buffers }: CommOrder) => {
    const register = targets.get(target);
    if (register) register(channel(comm), data, bytesOf(buffers));
    else send({ type: "close", comm, data: {}, metadata: {} });
  };
  const receive = (order: CommOrder) => {
    const known = channels.get(order.comm);
    if (order.type === "open") opened(order);
    else if (order.type === "msg") known?.message(order.data, bytesOf(order.buffers));
    else if (channels.delete(order.comm)) known?.closed(order.data);
  };
  const register: Comms["register"] = (target, done) => void targets.set(target, bound(done));
  return { api: { open, register }, receive: guarded(output, receive) };
}

function binary(buffers: readonly Uint8Array[]): Pick<CommOrder, "buffers"> {
  return buffers.length > 0 ? { buffers: buffers.map(base64) } : {};
}

function bytesOf(buffers: readonly string[] = []): readonly Uint8Array[] {
  return buffers.map((one) => Buffer.from(one, "base64"));
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
