/** A front end for tests: written against the protocol, not with the kernel's own code. */
import { createHmac, randomUUID } from "node:crypto";
import { Dealer, Subscriber } from "zeromq";
import { address, type Connection } from "../../../src/kernel/connection.js";

export interface Received {
  readonly type: string;
  readonly id: string;
  /** The `msg_id` that it belongs to; undefined where it answers nothing. */
  readonly parent: string | undefined;
  readonly content: Record<string, unknown>;
  readonly metadata: Record<string, unknown>;
  readonly topic: string;
  readonly buffers: readonly Buffer[];
}

export interface Answered {
  readonly reply: Received;
  /** What was published for it, without busy and idle. */
  readonly published: readonly Received[];
}

export type ClientChannel = "shell" | "control" | "stdin";
type Extra = { readonly date?: string; readonly key?: string; readonly buffers?: Buffer[] };

const delimiter = "<IDS|MSG>";

export interface Client {
  send(channel: ClientChannel, type: string, content: object, extra?: Extra): Promise<string>;
  sendFrames(channel: ClientChannel, frames: (string | Buffer)[]): Promise<void>;
  /** Sends, and waits for the reply and for idle. */
  ask(type: string, content: object, channel?: ClientChannel, extra?: Extra): Promise<Answered>;
  answerTo(id: string): Promise<Answered>;
  /** The next message that fits, from all that have come or will come. */
  find(channel: ClientChannel | "iopub", fits: (message: Received) => boolean): Promise<Received>;
  readonly published: readonly Received[];
  close(): void;
}

export async function connect(connection: Connection): Promise<Client> {
  const routingId = randomUUID();
  const inbox = { shell: openBox(), control: openBox(), stdin: openBox(), iopub: openBox() };
  const dealers = {
    shell: new Dealer({ routingId, linger: 0 }),
    control: new Dealer({ routingId, linger: 0 }),
    stdin: new Dealer({ routingId, linger: 0 }),
  };
  for (const name of ["shell", "control", "stdin"] as const) {
    dealers[name].connect(address(connection, name));
    void pump(dealers[name], (frames) => inbox[name].put(read(frames)));
  }
  const subscriber = new Subscriber({ receiveHighWaterMark: 0, linger: 0 });
  subscriber.connect(address(connection, "iopub"));
  subscriber.subscribe();
  void pump(subscriber, (frames) => inbox.iopub.put(read(frames)));
  await inbox.iopub.find(({ type }) => type === "iopub_welcome");

  const client: Client = {
    async send(channel, type, content, { date, key = connection.key, buffers = [] } = {}) {
      const header = {
        msg_id: randomUUID(),
        msg_type: type,
        session: "test",
        username: "test",
        date: date ?? new Date().toISOString(),
        version: "5.3",
      };
      const parts = [header, {}, {}, content].map((part) => JSON.stringify(part));
      await dealers[channel].send([delimiter, sign(key, parts), ...parts, ...buffers]);
      return header.msg_id;
    },
    sendFrames: (channel, frames) => dealers[channel].send(frames),
    async ask(type, content, channel = "shell", extra = {}) {
      return client.answerTo(await client.send(channel, type, content, extra));
    },
    async answerTo(id) {
      const isReply = ({ parent, type }: Received) => parent === id && type.endsWith("_reply");
      const reply = await Promise.race([inbox.shell.find(isReply), inbox.control.find(isReply)]);
      await inbox.iopub.find((message) => message.parent === id && isState(message, "idle"));
      const own = inbox.iopub.all.filter(({ parent }) => parent === id);
      return { reply, published: own.filter(({ type }) => type !== "status") };
    },
    find: (channel, fits) => inbox[channel].find(fits),
    published: inbox.iopub.all,
    close() {
      for (const socket of [...Object.values(dealers), subscriber]) socket.close();
    },
  };
  return client;
}

export function isState({ type, content }: Received, state: string): boolean {
  return type === "status" && content.execution_state === state;
}

function sign(key: string, parts: readonly string[]): string {
  return createHmac("sha256", key).update(parts.join("")).digest("hex");
}

function read(frames: readonly Buffer[]): Received {
  const border = frames.findIndex((frame) => frame.toString() === delimiter);
  const [header, parent, metadata, content] = frames
    .slice(border + 2, border + 6)
    .map((part) => JSON.parse(part.toString()) as Record<string, unknown>);
  return {
    type: String(header?.msg_type),
    id: String(header?.msg_id),
    parent: typeof parent?.msg_id === "string" ? parent.msg_id : undefined,
    content: content ?? {},
    metadata: metadata ?? {},
    topic: frames.slice(0, border).map(String).join("/"),
    buffers: frames.slice(border + 6),
  };
}

async function pump(socket: AsyncIterable<Buffer[]>, take: (frames: Buffer[]) => void) {
  for await (const frames of socket) take(frames);
}

function openBox() {
  const all: Received[] = [];
  let waiting: { fits: (message: Received) => boolean; take: (message: Received) => void }[] = [];
  return {
    all,
    put(message: Received) {
      all.push(message);
      for (const { take } of waiting.filter(({ fits }) => fits(message))) take(message);
      waiting = waiting.filter(({ fits }) => !fits(message));
    },
    find(fits: (message: Received) => boolean): Promise<Received> {
      const known = all.find(fits);
      return known ? Promise.resolve(known) : new Promise((take) => waiting.push({ fits, take }));
    },
  };
}
