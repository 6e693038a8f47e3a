/**
 * What crosses between the kernel, which holds the sockets, and the executor, which runs the user's code and TensorFlow in a
 * process of its own. Plain JSON.
 */
import type { RunnableCell } from "../cells/service.js";
import type { SharedNames } from "../cells/sharedNames.js";
import type { MimeBundle } from "../display/bundle.js";

/** Where output belongs: the execution whose code made it, also from a timer after its end. */
export type ExecutionId = number;

export type ToExecutor =
  | {
      readonly kind: "run";
      readonly execution: ExecutionId;
      readonly cell: RunnableCell;
      /** Neither results nor displays are sent. */
      readonly silent: boolean;
      readonly allowStdin: boolean;
      /** `user_expressions`, compiled; evaluated after the cell. */
      readonly expressions: Readonly<Record<string, RunnableCell>>;
    }
  | { readonly kind: "input"; readonly execution: ExecutionId; readonly text: string }
  | {
      readonly kind: "comm";
      readonly type: "open" | "msg" | "close";
      readonly comm: string;
      readonly target?: string;
      readonly data: unknown;
      readonly metadata: unknown;
      /** Binary parts, in base64. */
      readonly buffers?: readonly string[];
    };

export type FromExecutor =
  | { readonly kind: "ready" }
  | {
      readonly kind: "stream";
      readonly execution: ExecutionId;
      readonly name: "stdout" | "stderr";
      readonly text: string;
    }
  | ({
      readonly kind: "display";
      readonly execution: ExecutionId;
      readonly displayId: string | null;
      readonly update: boolean;
    } & MimeBundle)
  | { readonly kind: "clear"; readonly execution: ExecutionId; readonly wait: boolean }
  | ({ readonly kind: "result"; readonly execution: ExecutionId } & MimeBundle)
  | {
      readonly kind: "ask";
      readonly execution: ExecutionId;
      readonly prompt: string;
      readonly password: boolean;
    }
  | {
      readonly kind: "comm";
      readonly execution: ExecutionId;
      readonly type: "open" | "msg" | "close";
      readonly comm: string;
      readonly target?: string;
      readonly data: unknown;
      readonly metadata: unknown;
      /** Binary parts, in base64. */
      readonly buffers?: readonly string[];
    }
  | {
      readonly kind: "done";
      readonly execution: ExecutionId;
      readonly outcome: Outcome;
      readonly expressions: Readonly<Record<string, ExpressionValue>>;
      /** What the cells so far have left. */
      readonly names: SharedNames;
    };

export type Outcome = { readonly status: "ok" } | CellError;

/** Also what a stack trace looks like in Jupyter: lines with ANSI colours. */
export interface CellError {
  readonly status: "error";
  readonly name: string;
  readonly message: string;
  readonly traceback: readonly string[];
}

export type ExpressionValue = ({ readonly status: "ok" } & MimeBundle) | CellError;
