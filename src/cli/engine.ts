/** `convscript engine`: which engine runs, and what to do for a faster one. */
import { engineStatus } from "../engine/engines.js";
import type { EngineName } from "../engine/runner.js";
import type { Io } from "./command.js";

const names: Readonly<Record<EngineName, string>> = {
  tensorflow: "TensorFlow",
  wasm: "TensorFlow.js on WebAssembly",
  js: "TensorFlow.js in plain JavaScript",
};

export async function run(args: readonly string[], { stdout, stderr }: Io): Promise<number> {
  if (args.length > 0) {
    stderr.write("usage: convscript engine\n");
    return 2;
  }
  const status = await engineStatus();
  if (status.kind === "problem") {
    stderr.write(`${status.message}\n  what to do: ${status.remedy}\n`);
    return 1;
  }
  const { engine, version, devices, slower } = status;
  const lines = [`${names[engine]} ${version} (${engine}) on ${devices.join(" and ")}`];
  if (slower) lines.push(`  why: ${slower.reason}`, `  what to do: ${slower.remedy}`);
  stdout.write(`${lines.join("\n")}\n`);
  return 0;
}
