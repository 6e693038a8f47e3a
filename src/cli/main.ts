#!/usr/bin/env node
/**
 * The command line. Arguments come in; each command writes to the streams that it is given and answers with an exit code.
 * Commands are loaded when they are called.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { closest } from "../language/spelling.js";
import { packageRoot } from "../packageRoot.js";
import type { Io } from "./command.js";
import { commands } from "./commands.js";

process.stdout.on("error", endQuietly);
process.stderr.on("error", endQuietly);
process.exitCode = await main(process.argv.slice(2), processIo());

async function main([name, ...args]: readonly string[], io: Io): Promise<number> {
  if (name === "--version") return write(io, version());
  if (name === "--help" || name === "help") return write(io, help());
  const command = name === undefined ? undefined : commands[name];
  if (!command) return refuse(name, io);
  if (args.includes("--help"))
    return write(io, `usage: convscript ${command.usage}\n\n${command.meaning}`);
  return await command.run(args, io);
}

function write({ stdout }: Io, text: string): number {
  stdout.write(`${text}\n`);
  return 0;
}

function refuse(name: string | undefined, { stderr }: Io): number {
  const near = name === undefined ? null : closest(name, Object.keys(commands));
  const hint = near ? `did you mean \`convscript ${near}\`?` : "see `convscript --help`";
  stderr.write(name === undefined ? `${help()}\n` : `there is no command \`${name}\`; ${hint}\n`);
  return 2;
}

function help(): string {
  const list = Object.values(commands);
  const width = Math.max(...list.map(({ usage }) => usage.length));
  const lines = list.map(({ usage, meaning }) => `  ${usage.padEnd(width)}  ${meaning}`);
  return [
    "usage: convscript COMMAND …",
    "",
    ...lines,
    "",
    "A FILE is a text in ConvScript, `-` standard input; a NETWORK a classic one, such as vggD or resnet50.",
  ].join("\n");
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
  return manifest instanceof Object && "version" in manifest ? String(manifest.version) : "?";
}

function processIo(): Io {
  const { stdin, stdout, stderr } = process;
  const isTerminal = stdout.isTTY;
  return {
    stdin,
    stdout,
    stderr,
    isTerminal,
    columns: isTerminal ? stdout.columns : Infinity,
    color: wantsColor(isTerminal),
  };
}

/** https://no-color.org; as Node itself does, FORCE_COLOR goes before NO_COLOR. */
function wantsColor(isTerminal: boolean): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM } = process.env;
  if (force !== undefined) return !["0", "false"].includes(force);
  return isTerminal && !no && TERM !== "dumb";
}

/** `convscript show vggD | head` closes the pipe: that is not an error. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit();
}
