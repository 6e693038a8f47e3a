/** Texts named on the command line: files, and `-` for standard input. */
import { buffer } from "node:stream/consumers";
import type { Diagnostic } from "../language/diagnostic.js";
import type { Source } from "../language/source.js";
import type { Io } from "./command.js";
import { error } from "../language/problem.js";
import { sourceOf, span } from "../language/source.js";
import { decodeText, readText } from "../network/files.js";

export type Text = { readonly source: Source } | { readonly diagnostic: Diagnostic };

/** A file that cannot be read is a diagnostic (C315) at its beginning. */
export async function textOf(path: string, { stdin }: Io): Promise<Text> {
  const [file, read] =
    path === "-" ? ["<stdin>", decodeText("<stdin>", await buffer(stdin))] : [path, readText(path)];
  return "problem" in read ? { diagnostic: unreadable(file, read.problem) } : { source: read };
}

function unreadable(file: string, problem: string): Diagnostic {
  const where = span(sourceOf(file, ""), 0, 0);
  return error("C315", where, `\`${file}\` cannot be read: ${problem}`);
}
