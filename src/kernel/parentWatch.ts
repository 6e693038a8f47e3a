/** Ends the kernel when the Jupyter that has started it is gone, however it went. */

/** In milliseconds. */
const interval = 1000;

/** `parent` is JPY_PARENT_PID, as Jupyter sets it; a kernel that shall outlive its starter has none. */
export function watchParent(parent: string | undefined, onGone: () => void): void {
  const number = Number(parent);
  if (!Number.isInteger(number) || number <= 1) return;
  const isGone = number === process.ppid ? () => process.ppid !== number : () => !isAlive(number);
  if (isGone()) return;
  setInterval(() => isGone() && onGone(), interval).unref();
}

function isAlive(process_: number): boolean {
  try {
    return process.kill(process_, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
