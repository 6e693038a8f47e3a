/** Lets an interrupt end what the kernel itself does for a cell: what the executor does, it ends by itself. */

export interface Interrupts {
  /** Resolves at the next interrupt; only the latest call's promise does. */
  next(): Promise<"interrupted">;
  raise(): void;
}

export function openInterrupts(): Interrupts {
  let raise: () => void = () => undefined;
  return {
    next: () => new Promise((resolve) => (raise = () => resolve("interrupted"))),
    raise: () => raise(),
  };
}
