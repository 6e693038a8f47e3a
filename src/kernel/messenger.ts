/** Makes the kernel's own messages, signs and sends them. */
import { randomUUID } from "node:crypto";
import { protocolVersion, type Content, type Message } from "./message.js";
import type { Parent } from "./publisher.js";
import { encode, type Sign } from "./wire.js";
import type { Sockets } from "./sockets.js";

export interface Letter {
  readonly type: string;
  readonly content: Content;
  readonly parent: Parent;
  readonly metadata?: Content | undefined;
  readonly buffers?: readonly Uint8Array[];
  /** Whom it goes to; on iopub its topic. */
  readonly identities: readonly Uint8Array[];
}

export type Channel = "shell" | "control" | "stdin" | "iopub";

/** Answers with the message's id. */
export type Post = (channel: Channel, letter: Letter) => string;

export function openMessenger(sockets: Sockets, sign: Sign): Post {
  const session = randomUUID();
  return (channel, { type, content, parent, metadata = {}, buffers = [], identities }) => {
    const header = {
      msg_id: randomUUID(),
      msg_type: type,
      session,
      username: "kernel",
      date: new Date().toISOString(),
      version: protocolVersion,
    };
    const message: Message = { identities, header, parent, metadata, content, buffers };
    sockets.send(channel, encode(message, sign));
    return header.msg_id;
  };
}
