/** How far set-up is: one line that changes on a terminal, plain lines elsewhere. */

export interface Progress {
  /** Begins a step; `total` in bytes where its size is known. */
  step(text: string, total?: number): void;
  /** Bytes of the step that are done. */
  done(bytes: number): void;
  /** Leaves a last line. */
  finish(text: string): void;
}

interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export function showProgress(output: Output = process.stderr): Progress {
  let current = { text: "", total: 0 };
  const line = (text: string) => output.write(output.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
  return {
    step(text, total = 0) {
      current = { text, total };
      line(total === 0 ? text : `${text} (${megabytes(total)} MB)`);
    },
    done(bytes) {
      const { text, total } = current;
      if (output.isTTY) line(`${text} (${megabytes(bytes)} of ${megabytes(total)} MB)`);
    },
    finish(text) {
      line(output.isTTY ? `${text}\n` : text);
    },
  };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
