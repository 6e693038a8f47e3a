/** What this kernel answers. A new type of message is an entry here. */
import { comm, commInfo } from "./comm.js";
import { complete, isComplete } from "./complete.js";
import { debug } from "./debug.js";
import { execute } from "./execute.js";
import { history } from "./history.js";
import { inspect } from "./inspect.js";
import { interrupt } from "./interrupt.js";
import { kernelInfo } from "./kernelInfo.js";
import { refusal, type Requested } from "./request.js";
import { shutdown } from "./shutdown.js";

const requests: Readonly<Record<string, Requested>> = {
  execute_request: execute,
  inspect_request: inspect,
  complete_request: complete,
  is_complete_request: isComplete,
  history_request: history,
  kernel_info_request: kernelInfo,
  comm_info_request: commInfo,
  comm_open: comm("open"),
  comm_msg: comm("msg"),
  comm_close: comm("close"),
  interrupt_request: interrupt,
  shutdown_request: shutdown,
  debug_request: debug,
};

const unknown: Requested = {
  answer: ({ header }) =>
    header.msg_type.endsWith("_request")
      ? refusal("NotImplementedError", `this kernel has no ${header.msg_type}`)
      : { reply: null },
};

export function requested(type: string): Requested {
  return Object.hasOwn(requests, type) ? (requests[type] ?? unknown) : unknown;
}
