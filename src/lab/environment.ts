/**
 * A JupyterLab in an environment of its own. In: Python 3.10 or newer with pip. Out: how it is started, or why there is none
 * and what to do. It is made beside its place and renamed, so an interrupted set-up is repaired by the next one, and two at
 * a time do no harm.
 */
import { existsSync, readFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { run, type CommandResult } from "../engine/command.js";
import type { Progress } from "../engine/progress.js";
import { publish, withNewFolder } from "../engine/publish.js";
import type { Lab } from "./find.js";
import { environmentFolder, jupyterFolder, pythonOf, requirementsFile } from "./places.js";

export interface NoLab {
  readonly reason: string;
  readonly remedy: string;
}

/** The environment that was set up before, if it holds what it should. */
export function readyLab(environment = environmentFolder): Lab | undefined {
  const list = join(environment, "requirements.txt");
  const made = existsSync(list) && readFileSync(list, "utf8") === requirements();
  return made ? labIn(environment) : undefined;
}

/** Commands in a renamed environment do not run, modules do. */
function labIn(environment: string): Lab {
  const version = /^jupyterlab==(.+)$/m.exec(requirements())?.[1] ?? "";
  return { command: pythonOf(environment), args: ["-m", "jupyterlab"], version };
}

function requirements(): string {
  return readFileSync(requirementsFile, "utf8");
}

/** `pythons`: commands to try, in order. */
export async function setUpLab(
  progress: Progress,
  pythons: readonly string[] = ["python3", "python"],
  parent = jupyterFolder,
): Promise<Lab | NoLab> {
  const python = await newEnough(pythons);
  if (python === undefined) return noPython;
  const place = join(parent, "lab");
  const failure = await withNewFolder(parent, async (folder) => {
    const problem = await fill(folder, python, progress);
    // Another set-up may have been faster, and its JupyterLab be running.
    if (problem === undefined && !readyLab(place)) await publish(folder, place);
    return problem;
  }).catch(unwritable);
  return failure ?? labIn(place);
}

async function newEnough(pythons: readonly string[]): Promise<string | undefined> {
  const probe = ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"];
  for (const python of pythons) if ((await run(python, probe)).code === 0) return python;
  return undefined;
}

async function fill(
  folder: string,
  python: string,
  progress: Progress,
): Promise<NoLab | undefined> {
  progress.step("making a Python environment for JupyterLab");
  const made = await run(python, ["-m", "venv", folder]);
  if (made.code !== 0) return noVenv(made);
  progress.step("installing JupyterLab into it: about 200 MB, a minute");
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  const installed = await run(pythonOf(folder), [...pip, "-r", requirementsFile]);
  if (installed.code !== 0) return notInstalled(installed);
  await copyFile(requirementsFile, join(folder, "requirements.txt"));
  return undefined;
}

const tryAgain = "then call this again";

const noPython: NoLab = {
  reason: "there is no JupyterLab here, and to set one up expected Python 3.10 or newer",
  remedy: `install Python (Debian: apt install python3 python3-venv), or JupyterLab 4, ${tryAgain}`,
};

/** Debian has it in a package of its own. */
function noVenv(result: CommandResult): NoLab {
  return {
    reason: `Python could not make an environment: ${lastLine(result)}`,
    remedy: `install its venv module (Debian: apt install python3-venv), ${tryAgain}`,
  };
}

function notInstalled(result: CommandResult): NoLab {
  return {
    reason: `pip could not install JupyterLab: ${lastLine(result)}`,
    remedy: `check the network, or install JupyterLab 4 where \`jupyter-lab\` is found, ${tryAgain}`,
  };
}

/** The file system's refusals; anything else is our own bug. */
function unwritable(error: unknown): NoLab {
  if (!(error instanceof Error) || !("syscall" in error)) throw error;
  return {
    reason: `the folder for JupyterLab cannot be written: ${error.message}`,
    remedy: `make room and give write access, or install JupyterLab 4 yourself, ${tryAgain}`,
  };
}

function lastLine({ stderr, stdout }: CommandResult): string {
  const lines = `${stdout}\n${stderr}`.split("\n").map((line) => line.trim());
  const errors = lines.filter((line) => line.startsWith("ERROR:"));
  return errors.at(-1) ?? lines.filter((line) => line !== "").at(-1) ?? "it said nothing";
}
