/** The options of a `train` statement as training takes them. */
import type { CheckedCommand } from "../network/commands/command.js";
import { Problem } from "../problem/problem.js";
import type { TrainingOptions } from "../training/settings.js";

/** Those that `validate=` and the run itself take. */
const others: ReadonlySet<string> = new Set(["validate", "checkpoint", "patience", "bad"]);

/** The table of commands has checked names and values. */
export function trainingOptions({ options }: CheckedCommand): TrainingOptions {
  const given = Object.entries(options).filter(([key]) => !others.has(key));
  return Object.fromEntries(given.map(([key, { value }]) => [key, value]));
}

/** An option that is read but not carried out yet. */
export function unavailableOption({ options, flags }: CheckedCommand): Problem | null {
  const option = ["checkpoint", "patience", "bad"].find((key) => options[key] !== undefined);
  const missing = option === undefined ? flags.find((flag) => flag === "resume") : `${option}=`;
  if (missing === undefined) return null;
  const hints = ["take it out; the rest of the training runs"];
  const about = option === undefined ? {} : { about: option };
  return new Problem("R101", `\`${missing}\` is not there yet`, { hints, ...about });
}
