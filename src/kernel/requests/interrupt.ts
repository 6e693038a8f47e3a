/** `interrupt_request`: stops the cell that runs; its state is kept. */
import type { KernelParts, Requested } from "./request.js";

export const interrupt: Requested = {
  answer: (_, kernel) => {
    interruptCell(kernel);
    return { reply: { status: "ok" } };
  },
};

export function interruptCell({ interrupts, executor, report }: KernelParts): void {
  interrupts.raise();
  executor.then((one) => one.interrupt()).catch(report);
}
