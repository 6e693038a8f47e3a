/** `convscript lab`: JupyterLab with our kernel, on the lecture notebooks or a folder of one's own. */
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { showProgress } from "../engine/progress.js";
import { openLab, provideLab } from "../lab/lab.js";
import { packageRoot } from "../packageRoot.js";
import type { Io } from "./command.js";
import { commands } from "./commands.js";

interface Call {
  readonly folder: string;
  readonly browser: boolean;
}

export async function run(args: readonly string[], io: Io): Promise<number> {
  const call = readCall(args);
  if (typeof call === "string") return fail(`${call}\nusage: convscript ${usage()}`, io, 2);
  const lab = await provideLab(showProgress(io.stderr));
  if ("reason" in lab) return fail(`${lab.reason}\n  what to do: ${lab.remedy}`, io);
  try {
    return await openLab(lab, {
      ...call,
      onAddress: (address) =>
        io.stdout.write(`JupyterLab ${lab.version} is at ${address}\nCtrl-C stops it\n`),
      onComplaint: (line) => io.stderr.write(`${line}\n`),
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return fail(error.message, io);
  }
}

/** What is wrong with the call where it is a text. */
function readCall(args: readonly string[]): Call | string {
  const options = { "no-browser": { type: "boolean" } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [folder = notebooksFolder(), ...rest] = positionals;
    if (rest.length > 0) return "expected one folder";
    if (!isFolder(folder)) return `there is no folder ${folder}`;
    return { folder: resolve(folder), browser: values["no-browser"] !== true };
  } catch (error) {
    if (error instanceof TypeError) return error.message.split(". ")[0] ?? "";
    throw error;
  }
}

/** The lectures, in a checkout; an installed package has none. */
function notebooksFolder(): string {
  const lectures = join(packageRoot, "notebooks");
  return existsSync(lectures) ? lectures : ".";
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function usage(): string {
  return commands["lab"]?.usage ?? "lab";
}

function fail(message: string, { stderr }: Io, code = 1): number {
  stderr.write(`${message}\n`);
  return code;
}
