/**
 * The kernel's folder, by which Jupyter knows it: how to start it, logos, and plotly.js, which figures load from there.
 * Holds: the folder is there whole or not at all; one that belongs to another kernel stays as it is.
 */
import { randomUUID } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { packageRoot } from "../packageRoot.js";
import { smallFlags, smallVariables } from "./small.js";

export const defaultName = "convscript";

const program = join(packageRoot, "dist", "src", "cli", "main.js");
const logos = ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"].map((name) =>
  join(packageRoot, "src", "kernel", "logo", name),
);
/** Tells the kernel its name, which is part of the address of its plotly.js. */
const nameVariable = "CONVSCRIPT_KERNEL";

/** Answers with the kernel's folder, written beside and renamed; throws an error that says what is in the way. */
export function installKernel(kernels: string, name: string): string {
  const folder = kernelFolder(kernels, name);
  if (!existsSync(program)) throw new Error(`expected ${program}: run \`npm run build\` first`);
  if (existsSync(folder) && !isOurs(folder)) throw new Error(`${folder} is another kernel's`);
  // Beside the folder of kernels, where Jupyter does not look for any.
  const beside = join(dirname(kernels), `.${name}-${randomUUID()}`);
  try {
    mkdirSync(kernels, { recursive: true });
    fill(beside, name);
    swap(beside, folder);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
  return folder;
}

/** Answers with the folder that has gone, or null where there was none. */
export function uninstallKernel(kernels: string, name: string): string | null {
  const folder = kernelFolder(kernels, name);
  if (!existsSync(folder)) return null;
  if (!isOurs(folder)) throw new Error(`${folder} is another kernel's`);
  rmSync(folder, { recursive: true });
  return folder;
}

function kernelFolder(kernels: string, name: string): string {
  if (/^[a-z0-9._-]+$/i.test(name) && !/^\.+$/.test(name)) return join(kernels, name);
  throw new Error(
    `expected a name of letters, digits, dots, dashes, underscores; received ${name}`,
  );
}

function fill(folder: string, name: string): void {
  const plotly = createRequire(import.meta.url).resolve(
    "plotly.js-cartesian-dist-min/plotly-cartesian.min.js",
  );
  mkdirSync(folder);
  // A link out of the folder would not be served.
  for (const file of [plotly, ...logos]) copyFileSync(file, join(folder, basename(file)));
  writeFileSync(join(folder, "kernel.json"), `${JSON.stringify(specification(name), null, 2)}\n`);
}

function specification(name: string): object {
  return {
    argv: [process.execPath, ...smallFlags, program, "kernel", "start", "{connection_file}"],
    display_name: name === defaultName ? "ConvScript" : `ConvScript (${name})`,
    language: "typescript",
    interrupt_mode: "message",
    kernel_protocol_version: "5.5",
    env: { [nameVariable]: name, ...smallVariables },
    metadata: { debugger: false },
  };
}

function swap(fresh: string, place: string): void {
  const old = `${fresh}-old`;
  if (existsSync(place)) renameSync(place, old);
  renameSync(fresh, place);
  rmSync(old, { recursive: true, force: true });
}

function isOurs(folder: string): boolean {
  try {
    return readFileSync(join(folder, "kernel.json"), "utf8").includes(`"${nameVariable}"`);
  } catch {
    return false;
  }
}
