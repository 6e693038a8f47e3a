/**
 * The kernels that ours is measured beside, in the git-ignored folder `.bench`: made at the first run, used by the next ones.
 * What cannot be had is told and left out. ijavascript's own ZeroMQ, version 5, is fetched from outside npm and does not build
 * for today's Node; it gets that of version 6, which can be called as version 5.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { installKernel } from "../../../src/kernel/install.js";
import { packageRoot } from "../../../src/packageRoot.js";

const folder = join(packageRoot, ".bench", "kernel");
const kernels = join(folder, "share", "kernels");

/** How Jupyter finds them. */
export const searchPath = join(folder, "share");

/** ijavascript calls the class as a function. */
const olderZeromq = `
const zmq = require("zeromq6/v5-compat");
function Socket(type) {
  this.inner = new zmq.Socket(type);
}
const own = Object.getOwnPropertyDescriptors(zmq.Socket.prototype);
const methods = Object.keys(own).filter((name) => typeof own[name].value === "function" && name !== "constructor");
for (const name of [...methods, "on", "once", "emit", "removeListener", "removeAllListeners"])
  Socket.prototype[name] = function (...given) {
    return this.inner[name](...given);
  };
module.exports = { ...zmq, Socket, createSocket: (type) => new Socket(type) };
`;

/** What is written before npm installs, by path. Pinned: what is compared is these versions. */
const packages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  deno: { "package.json": JSON.stringify({ private: true, dependencies: { deno: "2.9.6" } }) },
  ijavascript: {
    "package.json": JSON.stringify({
      private: true,
      dependencies: { ijavascript: "5.2.1", zeromq: "file:./zeromq" },
      overrides: { zeromq: "$zeromq" },
    }),
    "zeromq/package.json": JSON.stringify({
      ...{ name: "zeromq", version: "5.3.1", main: "index.js" },
      dependencies: { zeromq6: "npm:zeromq@6.8.0" },
    }),
    "zeromq/index.js": olderZeromq,
  },
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
  ijavascript: [
    process.execPath,
    join(folder, "ijavascript", "node_modules", "ijavascript", "lib", "kernel.js"),
    ...["--protocol=5.1", "{connection_file}"],
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
  const files = packages[name];
  const place = join(folder, name);
  if (!files || existsSync(join(place, "node_modules"))) return true;
  console.log(`setting up ${name}`);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(place, path)), { recursive: true });
    writeFileSync(join(place, path), text);
  }
  const flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--silent"];
  const { status } = spawnSync("npm", ["install", ...flags], { cwd: place, stdio: "inherit" });
  if (status !== 0) console.log(`${name} could not be set up and is left out`);
  return status === 0;
}
