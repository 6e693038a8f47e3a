/**
 * The kernels that ours is measured beside, in the git-ignored folder `.bench`: made at the first run, used by the next ones.
 * What cannot be had is told and left out; ijavascript always is: its ZeroMQ is fetched from outside npm.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installKernel } from "../../../src/kernel/install.js";
import { packageRoot } from "../../../src/packageRoot.js";

const folder = join(packageRoot, ".bench", "kernel");
const kernels = join(folder, "share", "kernels");

/** How Jupyter finds them. */
export const searchPath = join(folder, "share");

/** Pinned: what is compared is these versions. */
const packages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  deno: { deno: "2.9.6" },
};

const commands: Readonly<Record<string, readonly string[]>> = {
  tslab: [
    process.execPath,
    join(packageRoot, "node_modules", "tslab", "bin", "tslab"),
    ...["kernel", "--config-path", "{connection_file}"],
  ],
  deno: [
    join(folder, "deno", "node_modules", ".bin", "deno"),
    ...["jupyter", "--kernel", "--conn", "{connection_file}"],
  ],
};

/** The names of all kernels that are there, ours first. */
export function preparePeers(): readonly string[] {
  mkdirSync(kernels, { recursive: true });
  installKernel(kernels, "convscript");
  const there = Object.entries(commands).filter(([name]) => ensurePackages(name));
  for (const [name, argv] of there) {
    mkdirSync(join(kernels, name), { recursive: true });
    const specification = { argv, display_name: name, language: "typescript" };
    writeFileSync(join(kernels, name, "kernel.json"), JSON.stringify(specification));
  }
  return ["convscript", ...there.map(([name]) => name), "python3"];
}

function ensurePackages(name: string): boolean {
  const dependencies = packages[name];
  const place = join(folder, name);
  if (!dependencies || existsSync(join(place, "node_modules"))) return true;
  console.log(`setting up ${name}`);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "package.json"), JSON.stringify({ private: true, dependencies }));
  const flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--silent"];
  const { status } = spawnSync("npm", ["install", ...flags], { cwd: place, stdio: "inherit" });
  if (status !== 0) console.log(`${name} could not be set up and is left out`);
  return status === 0;
}
