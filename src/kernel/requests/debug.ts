/** `debug_request`: refused, as the Debug Adapter Protocol does it. */
import type { Requested } from "./request.js";

export const debug: Requested = {
  answer: ({ content }) => ({
    reply: {
      type: "response",
      request_seq: content.seq ?? 0,
      success: false,
      command: content.command ?? "",
      message: "this kernel has no debugger",
    },
  }),
};
