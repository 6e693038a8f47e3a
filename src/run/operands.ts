/** The operands of a checked command. */
import { dirname, isAbsolute, join } from "node:path";
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

export function besideText(command: CheckedCommand, path: string): string {
  return isAbsolute(path) ? path : join(dirname(command.span.source.file), path);
}

export function dataNamed(name: string, { data }: ScriptState): DataSet {
  const found = data.get(name);
  if (!found) throw new Error(`the checker let the data set ${name} pass`);
  return found;
}

export function dataOf(command: CheckedCommand, state: ScriptState): DataSet {
  return dataNamed(operand(command, "data"), state);
}
