/** The options of a `train` statement as training takes them. */
import type { CheckedCommand } from "../network/commands/command.js";
import { Problem } from "../problem/problem.js";
import type { TrainingOptions } from "../training/settings.js";
import type { CheckpointOptions } from "./beginTraining.js";
import { besideText } from "./operands.js";

/** Those that the run itself takes. */
const others: ReadonlySet<string> = new Set(["validate", "checkpoint", "bad"]);

/** The table of commands has checked names and values. */
export function trainingOptions({ options }: CheckedCommand): TrainingOptions {
  const given = Object.entries(options).filter(([key]) => !others.has(key));
  return Object.fromEntries(given.map(([key, { value }]) => [key, value]));
}

/** What happens with files that cannot be read. */
export function badFiles({ options }: CheckedCommand): "skip" | "stop" {
  return options["bad"]?.value === "skip" ? "skip" : "stop";
}

/** `checkpoint="dir"`, beside the text, and `resume`. Throws R103 for `resume` alone. */
export function checkpointOptions(command: CheckedCommand): CheckpointOptions | null {
  const folder = command.options["checkpoint"]?.value;
  const resume = command.flags.includes("resume");
  if (typeof folder === "string") return { folder: besideText(command, folder), resume };
  if (!resume) return null;
  const hints = ['write `checkpoint="dir" resume`'];
  throw new Problem("R103", "`resume` needs the folder that keeps the run", { hints });
}
