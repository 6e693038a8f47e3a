/** Another program, run to its end. In: command and arguments. Out: its exit code and what it wrote; it never throws. */
import { spawn } from "node:child_process";

export interface CommandResult {
  /** Absent where the command does not exist or a signal ended it. */
  readonly code?: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    const text = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (part: string) => (text.stdout += part));
    child.stderr.setEncoding("utf8").on("data", (part: string) => (text.stderr += part));
    child.on("error", (error) => {
      resolve({ stdout: "", stderr: error.message });
    });
    child.on("close", (code, signal) => {
      if (signal !== null) text.stderr += `\nended by ${signal}`;
      resolve(code === null ? text : { code, ...text });
    });
  });
}
