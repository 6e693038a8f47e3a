/**
 * Python environments of the peers, in the git-ignored folder `.bench`: made at the first run, used by the next ones. A name
 * goes in, its Python comes out; what cannot be had is told and its peers are left out, and counted.
 */
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../src/packageRoot.js";

/** Pinned: a ratio is one to these versions. */
const packages = {
  torch: ["torch==2.13.0", "numpy==2.4.6", "pillow==13.0.0"],
  keras: ["keras==3.15.1", "tensorflow-cpu==2.21.0"],
  jupyter: ["-r", join(packageRoot, "test", "kernel", "requirements.txt")],
} as const;

export type Environment = keyof typeof packages;

const folder = join(packageRoot, ".bench");

export function pythonOf(name: Environment): string {
  return join(folder, name, "bin", "python");
}

/** False where it cannot be made. */
export function ensureEnvironment(name: Environment): boolean {
  if (existsSync(pythonOf(name))) return true;
  console.log(`setting up ${name}`);
  const place = join(folder, name);
  const made =
    run("python3", "-m", "venv", place) &&
    run(pythonOf(name), "-m", "pip", "install", "-q", ...packages[name]);
  if (!made) rmSync(place, { recursive: true, force: true });
  return made;
}

function run(command: string, ...args: readonly string[]): boolean {
  const { status } = spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] });
  return status === 0;
}
