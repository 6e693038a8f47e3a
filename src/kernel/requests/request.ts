/** What a request is to those that answer it, and all of the kernel that they may use. */
import type { CellService } from "../../cells/service.js";
import type { Executor } from "../../executor/executor.js";
import type { Comms } from "../comms.js";
import type { Executions } from "../executions.js";
import type { History } from "../history/history.js";
import type { Interrupts } from "../interrupts.js";
import type { Content, Message } from "../message.js";
import type { Prompts } from "../prompts.js";
import type { Publisher } from "../publisher.js";

export interface Answer {
  /** The reply; null where the protocol has none. */
  readonly reply: Content | null;
  readonly metadata?: Content;
  /** When the reply has been sent. */
  readonly after?: () => void;
}

export interface Requested {
  readonly answer: (request: Message, kernel: KernelParts) => Answer | Promise<Answer>;
  /** Whether it waits for the cells before it; at once otherwise, also while one runs. */
  readonly isInTurn?: (content: Content, kernel: KernelParts) => boolean;
}

export interface KernelParts {
  readonly publisher: Publisher;
  /** Both open while the sockets are bound already; where they could not, the promise says why. */
  readonly cells: Promise<CellService>;
  readonly executor: Promise<Executor>;
  readonly executions: Executions;
  readonly history: History;
  readonly comms: Comms;
  readonly interrupts: Interrupts;
  readonly prompts: Prompts;
  readonly versions: Versions;
  /** Tells a person who looks for a fault. */
  readonly report: (error: unknown) => void;
  readonly stop: () => void;
}

export interface Versions {
  readonly convscript: string;
  readonly typescript: string;
}

export function refusal(name: string, message: string): Answer {
  return { reply: { status: "error", ename: name, evalue: message, traceback: [] } };
}
