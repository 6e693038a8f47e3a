/** The operands of a checked command. */
import { dirname, isAbsolute, join, relative } from "node:path";
import type { DataSet } from "../data/dataSet.js";
import type { CheckedCommand } from "../network/commands/command.js";
import type { ScriptState } from "./scriptState.js";

export function operand({ operands, keyword }: CheckedCommand, name: string): string {
  const found = operands[name]?.[0];
  if (!found) throw new Error(`${keyword} has no operand ${name}`);
  return found.text;
}

/** Paths are looked for beside the text, as those of `use` are. */
export function pathOf(command: CheckedCommand, name = "path"): string {
  return besideText(command, operand(command, name));
}

/** As short as can be seen from where we are: it stands in messages. */
export function besideText(command: CheckedCommand, path: string): string {
  if (isAbsolute(path)) return path;
  const whole = join(dirname(command.span.source.file), path);
  const short = relative(process.cwd(), whole);
  return short === "" || short.startsWith("..") ? whole : short;
}

export function dataNamed(name: string, { data }: ScriptState): DataSet {
  const found = data.get(name);
  if (!found) throw new Error(`the checker let the data set ${name} pass`);
  return found;
}

export function dataOf(command: CheckedCommand, state: ScriptState): DataSet {
  return dataNamed(operand(command, "data"), state);
}
