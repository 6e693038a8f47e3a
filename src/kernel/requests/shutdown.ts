/** `shutdown_request`: for a restart Jupyter starts a new kernel itself. */
import type { Requested } from "./request.js";

export const shutdown: Requested = {
  answer: ({ content, header }, { publisher, stop }) => {
    const reply = { status: "ok", restart: content.restart === true };
    // The other front ends of this kernel learn of it on iopub.
    publisher.publish("shutdown_reply", reply, header);
    return { reply, after: stop };
  },
};
