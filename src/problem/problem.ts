/**
 * What stops a run, in the user's words. Whoever finds it throws it; whoever runs the statement catches it and says where
 * in the text it is. `message` is one line, lower case, without a full stop.
 */
import type { Note } from "../language/diagnostic.js";
import type { RunCode } from "./codes.js";

interface Details {
  /** Ways out. */
  readonly hints?: readonly string[];
  /** Places that explain it: the layer that does not fit. */
  readonly notes?: readonly Note[];
  /** Lines that belong under the message: a table of differences. */
  readonly table?: string;
  /** The operand or option of the statement that it is about, by its name in the table of commands. */
  readonly about?: string;
}

export class Problem extends Error {
  override readonly name = "Problem";
  readonly hints: readonly string[];
  readonly notes: readonly Note[];
  readonly table: string | null;
  readonly about: string | null;

  constructor(
    readonly code: RunCode,
    message: string,
    { hints = [], notes = [], table, about }: Details = {},
  ) {
    super(message);
    this.hints = hints;
    this.notes = notes;
    this.table = table ?? null;
    this.about = about ?? null;
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EISDIR: "it is a folder",
  ENOTDIR: "its folder is a file",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "your share of the disk is full",
};

/** The reason that the system gives, in words. */
export function systemReason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}
