/** Questions to the user, over stdin: which cell waits for which answer. Holds: an answer goes to one question only. */
import type { ExecutionId } from "../executor/messages.js";
import type { Message } from "./message.js";

export interface Prompts {
  /** A cell has asked, by this message. */
  asked(execution: ExecutionId, messageId: string): void;
  /** The cell that an `input_reply` is for; null where none waits for it. */
  answered(reply: Message): ExecutionId | null;
  /** The cell asks no more. */
  forget(execution: ExecutionId): void;
}

export function openPrompts(): Prompts {
  let open: { readonly execution: ExecutionId; readonly messageId: string }[] = [];
  return {
    asked: (execution, messageId) => void open.push({ execution, messageId }),
    answered({ parent }) {
      // Many clients, jupyter_client among them, answer without naming the question: it is the oldest one then.
      const prompt = open.find(({ messageId }) => [undefined, messageId].includes(parent.msg_id));
      open = open.filter((one) => one !== prompt);
      return prompt?.execution ?? null;
    },
    forget(execution) {
      open = open.filter((one) => one.execution !== execution);
    },
  };
}
