/**
 * A JupyterLab that runs. In: how it is started and on which folder. Out: its address as soon as it answers, then its exit
 * code. It has a process group of its own: Ctrl-C reaches us alone, and one SIGTERM from us ends it and its kernels in order.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Lab } from "./find.js";

export interface ServerOptions {
  readonly folder: string;
  /** The notebook that it opens with, in the folder; null for JupyterLab's own beginning. */
  readonly first: string | null;
  readonly browser: boolean;
  /** Where it also looks, in `kernels`, for kernels. */
  readonly share: string;
  readonly onAddress: (address: string) => void;
  /** A line of what it complains about. */
  readonly onComplaint: (line: string) => void;
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Resolves when the server has ended: 0 where we have stopped it, and for JupyterLab's own good end. */
export async function serve(lab: Lab, options: ServerOptions): Promise<number> {
  const child = spawn(lab.command, [...lab.args, ...argumentsFor(options)], {
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
    env: { ...process.env, JUPYTER_PATH: searchPath(options.share) },
  });
  // A second signal would leave kernels behind.
  const stop = () => {
    if (!child.killed) child.kill("SIGTERM");
  };
  for (const signal of signals) process.on(signal, stop);
  createInterface(child.stderr).on("line", withAddress(options));
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject).on("close", (value) => resolve(value ?? 1));
  });
  for (const signal of signals) process.off(signal, stop);
  return child.killed ? 0 : code;
}

function argumentsFor({ folder, first, browser }: ServerOptions): readonly string[] {
  const isRoot = process.getuid?.() === 0;
  return [
    `--ServerApp.root_dir=${folder}`,
    // The address comes at this level.
    "--log-level=INFO",
    ...(first === null ? [] : [`--LabApp.default_url=/lab/tree/${encodeURIComponent(first)}`]),
    ...(browser ? [] : ["--no-browser"]),
    // In a container there is nobody else.
    ...(isRoot ? ["--allow-root"] : []),
  ];
}

function searchPath(share: string): string {
  const { JUPYTER_PATH: inherited } = process.env;
  const separator = process.platform === "win32" ? ";" : ":";
  return [share, ...(inherited ? [inherited] : [])].join(separator);
}

/** Of what JupyterLab writes, its address and its errors; until the address has come, critical ones too: they say why not. */
export function withAddress({
  onAddress,
  onComplaint,
}: Pick<ServerOptions, "onAddress" | "onComplaint">): (line: string) => void {
  let found = false;
  let level = "I";
  return (line) => {
    level = /^\[([A-Z]) /.exec(line)?.[1] ?? level;
    const address = found ? undefined : addressIn(line);
    if (address !== undefined) {
      found = true;
      onAddress(address);
    } else if (level === "E" || (level === "C" && !found)) onComplaint(line);
  };
}

function addressIn(line: string): string | undefined {
  return /^\[I .*?(https?:\/\/\S+)$/.exec(line)?.[1];
}
