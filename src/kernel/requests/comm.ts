/**
 * Comms, by which widgets talk with the code that made them. Messages go to the executor at once, also while a cell runs;
 * only `comm_open` waits for the cells before it, which may define its target, and what is for a comm not yet open with it.
 */
import type { ToExecutor } from "../../executor/messages.js";
import type { Requested } from "./request.js";

type CommMessage = Extract<ToExecutor, { kind: "comm" }>;

export const commInfo: Requested = {
  answer({ content }, { comms }) {
    const target = typeof content.target_name === "string" ? content.target_name : null;
    const open = comms.list(target).map(([id, name]) => [id, { target_name: name }] as const);
    return { reply: { status: "ok", comms: Object.fromEntries(open) } };
  },
};

export function comm(type: CommMessage["type"]): Requested {
  return {
    isInTurn: ({ comm_id: id }, { comms }) => !comms.isOpen(String(id)),
    async answer({ content, metadata, buffers }, kernel) {
      const id = String(content.comm_id);
      const target = typeof content.target_name === "string" ? content.target_name : "";
      if (type === "open") kernel.comms.opened(id, target);
      if (type === "close") kernel.comms.closed(id);
      const named = type === "open" ? { target } : {};
      const { data = {} } = content;
      const executor = await kernel.executor;
      const binary = buffers.length > 0 ? { buffers: buffers.map(base64) } : {};
      executor.send({ kind: "comm", type, comm: id, ...named, data, metadata, ...binary });
      return { reply: null };
    },
  };
}

function base64({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}
