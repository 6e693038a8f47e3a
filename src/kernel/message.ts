/** Messages as Jupyter's protocol 5.5 has them (jupyter-client.readthedocs.io/en/stable/messaging.html). */

export const protocolVersion = "5.5";

export type Content = Readonly<Record<string, unknown>>;

export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  /** ISO 8601; by the sender's clock. */
  readonly date: string;
  readonly version: string;
}

/** Of a message that answers nothing. */
export type NoHeader = Readonly<Record<string, never>>;

export interface Message {
  /** Whom a Router's message comes from or goes to; on iopub the topic. */
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  readonly parent: Header | NoHeader;
  readonly metadata: Content;
  readonly content: Content;
  readonly buffers: readonly Uint8Array[];
}

/** An object, not an array and not null. */
export function isContent(value: unknown): value is Content {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
