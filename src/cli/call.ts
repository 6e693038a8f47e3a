/** Reading a call: flags and operands, or what is wrong with them. */
import { parseArgs } from "node:util";
import type { Io } from "./command.js";
import { commands } from "./commands.js";

export interface Call<Flag extends string> {
  readonly operands: readonly string[];
  readonly flags: Readonly<Record<Flag, boolean>>;
}

/** A call with at least one operand, or null after its problem has been written: then the exit code is 2. */
export function readCall<Flag extends string>(
  command: string,
  args: readonly string[],
  flags: readonly Flag[],
  io: Io,
): Call<Flag> | null {
  const call = parsed(args, flags);
  if (typeof call !== "string" && call.operands.length > 0) return call;
  const usage = `usage: convscript ${commands[command]?.usage ?? command}`;
  io.stderr.write(`${typeof call === "string" ? `${call}\n` : ""}${usage}\n`);
  return null;
}

function parsed<Flag extends string>(
  args: readonly string[],
  flags: readonly Flag[],
): Call<Flag> | string {
  const options = Object.fromEntries(flags.map((flag) => [flag, { type: "boolean" as const }]));
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const given = flags.map((flag) => [flag, values[flag] === true] as const);
    return { operands: positionals, flags: Object.fromEntries(given) as Record<Flag, boolean> };
  } catch (error) {
    if (error instanceof TypeError && "code" in error) return firstSentence(error.message);
    throw error;
  }
}

/** Node explains at length how to write an operand that begins with a dash. */
function firstSentence(message: string): string {
  return message.split(". ")[0] ?? message;
}
