/**
 * The five sockets. In: frames to send, in order, each socket's own queue. Out: frames received. Holds: a message that
 * cannot be sent or received never ends the loop of its socket.
 */
import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Router, XPublisher } from "zeromq";
import { address, socketFile, type Connection, type SocketName } from "./connection.js";
import { openSendQueue } from "./sendQueue.js";

export type Frames = readonly Uint8Array[];
export type Receive = (frames: Frames) => void;

export interface Sockets {
  /** Rejects where an address is taken. */
  bind(receive: Receivers): Promise<void>;
  send(name: SocketName, frames: Uint8Array[]): void;
  /** Resolves when everything has been sent, or given up, and the ports are free. */
  close(): Promise<void>;
}

/** The heartbeat is answered here. */
export type Receivers = Readonly<Record<Exclude<SocketName, "heartbeat">, Receive>>;

type Socket = Router | XPublisher;

/** What a peer may send at most: random bytes can look like the length of a huge frame. */
const maxMessageSize = 2 ** 30;

/** Zero is no limit: with the default of 1000, XPUB drops messages even where every send is awaited. */
const limits = { sendHighWaterMark: 0, receiveHighWaterMark: 0, maxMessageSize, linger: 500 };

const makers: Readonly<Record<SocketName, () => Socket>> = {
  shell: () => new Router(limits),
  control: () => new Router(limits),
  stdin: () => new Router(limits),
  iopub: () => new XPublisher({ ...limits, verbosity: "allSubs" }),
  heartbeat: () => new Router(limits),
};

export function openSockets(connection: Connection, onError: (error: unknown) => void): Sockets {
  const names = Object.keys(makers) as SocketName[];
  const sockets = new Map(names.map((name) => [name, makers[name]()]));
  const queues = new Map(
    [...sockets].map(([name, socket]) => [
      name,
      openSendQueue((frames) => sendTo(socket, frames), onError),
    ]),
  );
  const send = (name: SocketName, frames: Uint8Array[]) => queues.get(name)?.add(frames);

  return {
    send,
    async bind(receive) {
      const heartbeat = (frames: Frames) => send("heartbeat", [...frames]);
      for (const [name, socket] of sockets) await bindTo(socket, address(connection, name));
      for (const [name, socket] of sockets)
        void listen(socket, { heartbeat, ...receive }[name], onError);
    },
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.drained()));
      for (const [name, socket] of sockets) {
        socket.close();
        // zeromq leaves the file of an ipc socket.
        if (connection.transport === "ipc") rmSync(socketFile(connection, name), { force: true });
      }
    },
  };
}

/** What is said after the end, by a request that was still being answered, nobody hears. */
async function sendTo(socket: Socket, frames: Uint8Array[]): Promise<void> {
  if (!socket.closed) await socket.send(frames);
}

async function bindTo(socket: Socket, place: string): Promise<void> {
  try {
    await socket.bind(place);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`cannot listen at ${place}: ${reason}`, { cause: error });
  }
}

async function listen(
  socket: Socket,
  receive: Receive,
  onError: (error: unknown) => void,
): Promise<void> {
  const isOpen = () => !socket.closed;
  while (isOpen()) {
    try {
      receive(await socket.receive());
    } catch (error) {
      if (!isOpen()) return;
      onError(error);
      await sleep(10);
    }
  }
}
