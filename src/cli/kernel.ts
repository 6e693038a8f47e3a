/** `convscript kernel install|uninstall`, and `kernel start`, which Jupyter calls. */
import { parseArgs } from "node:util";
import { defaultName, installKernel, uninstallKernel } from "../kernel/install.js";
import { kernelsFolder, type Place } from "../kernel/places.js";
import type { Io } from "./command.js";
import { commands } from "./commands.js";

type Action = (args: readonly string[], io: Io) => number | Promise<number>;

const actions: Readonly<Record<string, Action>> = {
  install: (args, io) =>
    change(args, io, (kernels, name) => `${installKernel(kernels, name)} is ready\n`),
  uninstall: (args, io) =>
    change(args, io, (kernels, name) => {
      const gone = uninstallKernel(kernels, name);
      if (gone === null) throw new Error(`there is no kernel ${name} in ${kernels}`);
      return `${gone} is gone\n`;
    }),
  start,
};

export async function run([name = "", ...args]: readonly string[], io: Io): Promise<number> {
  return (await actions[name]?.(args, io)) ?? refuse("", io);
}

async function start(args: readonly string[], io: Io): Promise<number> {
  const [connectionFile] = args;
  if (connectionFile === undefined || args.length > 1) return refuse("", io);
  const { runKernel } = await import("../kernel/kernelProcess.js");
  try {
    await runKernel(connectionFile);
    return 0;
  } catch (error) {
    io.stderr.write(`${reason(error)}\n`);
    return 1;
  }
}

function change(
  args: readonly string[],
  io: Io,
  act: (kernels: string, name: string) => string,
): number {
  const call = readCall(args);
  if (typeof call === "string") return refuse(`${call}\n`, io);
  try {
    io.stdout.write(act(kernelsFolder(call.place), call.name));
    return 0;
  } catch (error) {
    io.stderr.write(`${reason(error)}\n`);
    return 1;
  }
}

function readCall(
  args: readonly string[],
): { readonly place: Place; readonly name: string } | string {
  const flag = { type: "boolean" } as const;
  const text = { type: "string" } as const;
  const options = { user: flag, "sys-prefix": flag, prefix: text, name: text };
  try {
    const { values } = parseArgs({ args: [...args], options });
    const { name = defaultName, prefix } = values;
    const places: Place[] = [
      ...(values.user ? [{ kind: "user" as const }] : []),
      ...(values["sys-prefix"] ? [{ kind: "sys-prefix" as const }] : []),
      ...(prefix === undefined ? [] : [{ kind: "prefix" as const, folder: prefix }]),
    ];
    if (places.length > 1) return "expected one of --user, --sys-prefix, --prefix";
    return { place: places[0] ?? { kind: "user" }, name };
  } catch (error) {
    return reason(error);
  }
}

function refuse(problem: string, { stderr }: Io): number {
  stderr.write(`${problem}usage: convscript ${commands.kernel?.usage ?? "kernel"}\n`);
  return 2;
}

/** What the file system says holds its own account of a call; the first part is for people. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const denied = "code" in error && (error.code === "EACCES" || error.code === "EPERM");
  const advice = denied ? "; it needs a folder that you may write: --user or --prefix" : "";
  return `${error.message}${advice}`;
}
