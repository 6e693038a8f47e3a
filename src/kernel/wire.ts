/**
 * Messages and the frames that carry them. In: frames of a socket. Out: a message, or null where they are malformed or
 * their signature is wrong. Holds: nothing that a peer sends makes this throw.
 */
import { createHmac, getHashes, timingSafeEqual } from "node:crypto";
import { isContent, type Content, type Header, type Message } from "./message.js";

const delimiter = Buffer.from("<IDS|MSG>");

/** The hexadecimal signature of a message's four parts; empty where the connection has no key. */
export type Sign = (parts: readonly Uint8Array[]) => Buffer;

/** Throws where the scheme is not one of `hmac-…` that Node has. */
export function signer(key: string, scheme: string): Sign {
  const hash = scheme.replace(/^hmac-/, "");
  if (key === "") return () => Buffer.alloc(0);
  if (hash === scheme || !getHashes().includes(hash))
    throw new Error(`expected a signature scheme such as hmac-sha256; received ${scheme}`);
  return (parts) => {
    const hmac = createHmac(hash, key);
    for (const part of parts) hmac.update(part);
    return Buffer.from(hmac.digest("hex"));
  };
}

export function encode(message: Message, sign: Sign): Uint8Array[] {
  const { identities, header, parent, metadata, content, buffers } = message;
  const parts = [header, parent, metadata, content].map((part) => Buffer.from(jsonText(part)));
  return [...identities, delimiter, sign(parts), ...parts, ...buffers];
}

export function decode(frames: readonly Uint8Array[], sign: Sign): Message | null {
  const border = frames.findIndex((frame) => delimiter.equals(frame));
  const [signature, ...parts] = frames.slice(border + 1, border + 6);
  if (border < 0 || !signature || parts.length < 4) return null;
  if (!isSame(signature, sign(parts))) return null;
  const [header, parent, metadata, content] = parts.map(readObject);
  if (!header || !parent || !metadata || !content || !isHeader(header)) return null;
  return {
    identities: frames.slice(0, border),
    header,
    parent: isHeader(parent) ? parent : {},
    metadata,
    content,
    buffers: frames.slice(border + 6),
  };
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

function readObject(part: Uint8Array): Content | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part).toString("utf8"));
    return isContent(value) ? value : null;
  } catch {
    return null;
  }
}

function isHeader(value: Content): value is Content & Header {
  return typeof value.msg_id === "string" && typeof value.msg_type === "string";
}

/**
 * A lone surrogate becomes U+FFFD: Python can neither send nor save one, so a notebook that held one would be lost.
 * JSON.stringify escapes nothing but lone surrogates as `\ud…`.
 */
function jsonText(part: unknown): string {
  const text = JSON.stringify(part);
  if (!text.includes("\\ud")) return text;
  return text.replace(/(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g, "$1\ufffd");
}
