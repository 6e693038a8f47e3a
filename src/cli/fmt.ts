/**
 * `convscript fmt FILE… [--check] [--explicit]`: the one form of texts. A text with errors is left as it is; `-` reads
 * standard input and writes to standard output.
 */
import type { Checked, Diagnostic } from "../language/diagnostic.js";
import type { Source } from "../language/source.js";
import type { Io } from "./command.js";
import { parse } from "../language/parse.js";
import { print } from "../language/print.js";
import { check } from "../network/check.js";
import { explicitWords } from "../network/explicit.js";
import { plural } from "../network/wording.js";
import { readCall, type Call } from "./call.js";
import { diagnosticsText, hasErrors } from "./diagnostics.js";
import { replaceFile } from "./replaceFile.js";
import { textOf } from "./texts.js";

type Flags = Call<"check" | "explicit">["flags"];

/** What became of a text. */
type Outcome = "same" | "different" | "failed";

export async function run(args: readonly string[], io: Io): Promise<number> {
  const call = readCall("fmt", args, ["check", "explicit"], io);
  if (!call) return 2;
  const outcomes: Outcome[] = [];
  for (const path of call.operands) outcomes.push(await format(path, call.flags, io));
  const different = outcomes.filter((outcome) => outcome === "different").length;
  if (call.flags.check && different) io.stderr.write(`${plural(different, "text")} would change\n`);
  return outcomes.includes("failed") || (call.flags.check && different > 0) ? 1 : 0;
}

async function format(path: string, flags: Flags, io: Io): Promise<Outcome> {
  const text = await textOf(path, io);
  if ("diagnostic" in text) return refuse([text.diagnostic], io);
  const { value, diagnostics } = formatted(text.source, flags);
  if (hasErrors(diagnostics)) return refuse(diagnostics, io);
  if (path === "-" && !flags.check) io.stdout.write(value);
  if (value === text.source.text) return "same";
  if (flags.check) io.stdout.write(`${text.source.file}\n`);
  else if (path !== "-") return rewrite(path, value, io);
  return "different";
}

/** What is implied depends on the networks, so they must be sound for it to be written out. */
function formatted(source: Source, { explicit }: Flags): Checked<string> {
  if (!explicit) {
    const { value, diagnostics } = parse(source);
    return { value: print(value), diagnostics };
  }
  const { value, diagnostics } = check(source);
  return { value: print(value.program, explicitWords(value.networks)), diagnostics };
}

function refuse(diagnostics: readonly Diagnostic[], io: Io): Outcome {
  io.stderr.write(diagnosticsText(diagnostics, io));
  return "failed";
}

function rewrite(path: string, content: string, io: Io): Outcome {
  try {
    replaceFile(path, content);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    io.stderr.write(`\`${path}\` cannot be written and is as it was: ${reason}\n`);
    return "failed";
  }
  io.stdout.write(`${path}: formatted\n`);
  return "different";
}
