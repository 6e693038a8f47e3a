/** What this machine has for the native engine. In: nothing. Out: plain data for the choice of a wheel. */
import { existsSync } from "node:fs";
import { run } from "./command.js";
import type { InstalledTensorflow, Machine } from "./wheels.js";

export async function inspectMachine(): Promise<Machine> {
  const [python, compiler] = await Promise.all([
    firstThatRuns(["python3", "python"], isPython3),
    firstThatRuns([...chosenCompiler(), "c++", "g++", "clang++"], ["--version"]),
  ]);
  const [pip, installed] = await Promise.all([
    python !== undefined && runs(python, ["-m", "pip", "--version"]),
    python === undefined ? undefined : findInstalled(python),
  ]);
  const glibc = glibcVersion();
  return {
    platform: process.platform,
    arch: process.arch,
    nvidia: hasNvidiaDriver(),
    pip,
    ...(glibc !== undefined && { glibc }),
    ...(python !== undefined && { python }),
    ...(compiler !== undefined && { compiler }),
    ...(installed !== undefined && { installed }),
  };
}

/** The driver shows itself without its tools; the second place is that of WSL 2. */
export function hasNvidiaDriver(): boolean {
  return ["/proc/driver/nvidia/version", "/usr/lib/wsl/lib/libcuda.so.1"].some(existsSync);
}

const isPython3 = ["-c", "import sys; sys.exit(sys.version_info.major != 3)"];

/** Finds the package without importing it, which would take seconds. */
const tellInstalled = `
import importlib.metadata as metadata, importlib.util as util, json, os
for name in ("tensorflow", "tensorflow-cpu"):
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        continue
    site = os.path.dirname(os.path.dirname(util.find_spec("tensorflow").origin))
    print(json.dumps({"name": name, "version": version, "site": site}))
    break
`;

async function findInstalled(python: string): Promise<InstalledTensorflow | undefined> {
  const { stdout } = await run(python, ["-c", tellInstalled]);
  return stdout === "" ? undefined : (JSON.parse(stdout) as InstalledTensorflow);
}

function chosenCompiler(): readonly string[] {
  const { CXX } = process.env;
  return CXX === undefined || CXX === "" ? [] : [CXX];
}

/** Node reports glibc only where it runs on it. */
function glibcVersion(): string | undefined {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime;
}

async function firstThatRuns(
  commands: readonly string[],
  probe: readonly string[],
): Promise<string | undefined> {
  for (const command of commands) if (await runs(command, probe)) return command;
  return undefined;
}

async function runs(command: string, probe: readonly string[]): Promise<boolean> {
  return (await run(command, probe)).code === 0;
}
