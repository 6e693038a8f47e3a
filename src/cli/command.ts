/** What a command of the command line is, and what it may do with the world outside. */

export interface Output {
  write(text: string): unknown;
}

export interface Io {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Whether a person looks at stdout: progress bars and fitted tables are for terminals. */
  readonly isTerminal: boolean;
  /** Width of the terminal; Infinity where there is none. */
  readonly columns: number;
  readonly color: boolean;
}

/** 0: done; 1: something is wrong with a text or a run; 2: the call itself is wrong. */
export type ExitCode = 0 | 1 | 2;

/** `args` are those after the command's name. */
export type Run = (args: readonly string[], io: Io) => Promise<number>;

export interface CliCommand {
  /** `check FILE… [--json]` */
  readonly usage: string;
  readonly meaning: string;
  /** Loads what the command needs when it is called: a check must not wait for an engine. */
  readonly run: Run;
}
