/**
 * `convscript start [--check]`, what `npm start` runs: JupyterLab on the lecture notebooks. Where nobody looks at a screen, and with
 * `--check`, the first notebook as a page instead; where there is no Python, a script and its report.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { showProgress } from "../engine/progress.js";
import { openLab, provideLab } from "../lab/lab.js";
import { packageRoot } from "../packageRoot.js";
import type { Io } from "./command.js";
import { run as showEngine } from "./engine.js";
import { run as runFile } from "./run.js";

const notebooks = join(packageRoot, "notebooks");
const pages = join(notebooks, "pages");

export async function run(args: readonly string[], io: Io): Promise<number> {
  const check = readCheck(args);
  if (check === null) {
    io.stderr.write("usage: convscript start [--check]\n");
    return 2;
  }
  const engine = await showEngine([], io);
  if (engine !== 0) return engine;
  if (check || !hasScreen(io)) return firstNotebook(io);
  const lab = await provideLab(showProgress(io.stderr));
  if ("reason" in lab) {
    io.stderr.write(`no JupyterLab: ${lab.reason}\n  what to do: ${lab.remedy}\n\n`);
    return page(join(notebooks, "scripts", "digits.conv"), "digits.html", io);
  }
  return openLab(lab, {
    folder: notebooks,
    browser: true,
    onAddress: (address) =>
      io.stdout.write(`JupyterLab ${lab.version} is at ${address}\nCtrl-C stops it\n`),
    onComplaint: (line) => io.stderr.write(`${line}\n`),
  });
}

/** Null where the call is wrong. */
function readCheck(args: readonly string[]): boolean | null {
  try {
    const options = { check: { type: "boolean" } } as const;
    return parseArgs({ args: [...args], options }).values.check ?? false;
  } catch {
    return null;
  }
}

/** Whether a browser would be seen. */
function hasScreen({ isTerminal }: Io): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform !== "linux") return isTerminal;
  return isTerminal && (DISPLAY ?? WAYLAND_DISPLAY ?? "") !== "";
}

function firstNotebook(io: Io): Promise<number> {
  io.stdout.write("running the first notebook; `npx convscript lab` serves them all\n\n");
  return page(join(notebooks, "01-first-steps.ipynb"), "first-steps.html", io);
}

/** Runs a notebook or a script and writes what it shows as a page. */
async function page(path: string, name: string, io: Io): Promise<number> {
  mkdirSync(pages, { recursive: true });
  const out = join(pages, name);
  const code = await runFile([path, "--out", out], io);
  if (code === 0) io.stdout.write(`\nthe page is ${out}\n`);
  return code;
}
