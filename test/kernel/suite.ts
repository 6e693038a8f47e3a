/**
 * A suite written in Python as tests of Node. In: its module in `python`. Out: a subtest for each of its tests, told as each ends.
 * The kernel under test is that of this build, installed in a folder of its own; its history and settings stay there.
 */
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test, type TestContext } from "node:test";
import { packageRoot } from "../../src/packageRoot.js";
import { convscript } from "../cli/convscript.js";

/** A Python with the packages of `requirements.txt`. */
const python = process.env["CONVSCRIPT_JUPYTER"] ?? "";
const soak = process.env["CONVSCRIPT_SOAK"] === "1";
export const skip = python === "" && "CONVSCRIPT_JUPYTER names no Python with Jupyter's packages";

interface Row {
  readonly name: string;
  readonly outcome: "pass" | "fail" | "skip";
  readonly detail: string;
}

type Line = Row | { readonly count: number };

/** `minutes`: until the suite is ended as stuck; ten times that in a soak. */
export function pythonSuite(module: string, minutes: number): void {
  test(`the kernel: ${module}`, { skip }, async (context) => {
    const env = await kernelHome(context);
    const suite = startPython(["report.py", module], env);
    const limit = setTimeout(() => suite.kill("SIGABRT"), minutes * 60_000 * (soak ? 10 : 1));
    const stderr = collected(suite);
    let count: number | null = null;
    for await (const text of createInterface(suite.stdout)) {
      const line = JSON.parse(text) as Line;
      if ("count" in line) count = line.count;
      else await context.test(line.name, () => judge(line));
    }
    clearTimeout(limit);
    assert.notEqual(
      count,
      null,
      `the suite did not reach its end:\n${(await stderr).slice(-4000)}`,
    );
    assert.notEqual(count, 0, "the suite holds no test");
  });
}

/** A part that is skipped is one that the kernel does not offer: that is a failure too. */
function judge({ outcome, detail }: Row): void {
  assert.equal(outcome, "pass", detail);
}

export function startPython(args: readonly string[], env: Readonly<Record<string, string>>) {
  return spawn(python, args, {
    cwd: join(packageRoot, "test", "kernel", "python"),
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
}

export function collected(child: ChildProcess): Promise<string> {
  let text = "";
  child.stderr?.setEncoding("utf8").on("data", (part: string) => (text += part));
  return new Promise((resolve) => child.on("close", () => resolve(text)));
}

/** Installs the kernel; gives the surroundings in which Jupyter finds it and keeps what it writes. */
export async function kernelHome(context: TestContext): Promise<Readonly<Record<string, string>>> {
  const home = mkdtempSync(join(tmpdir(), "convscript-kernel-"));
  context.after(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  const { code, stderr } = await convscript(["kernel", "install", "--prefix", home]);
  assert.equal(code, 0, stderr);
  return {
    JUPYTER_PATH: join(home, "share", "jupyter"),
    JUPYTER_DATA_DIR: join(home, "data"),
    JUPYTER_CONFIG_DIR: join(home, "config"),
    JUPYTER_RUNTIME_DIR: join(home, "runtime"),
    IPYTHONDIR: join(home, "ipython"),
    XDG_DATA_HOME: join(home, "xdg"),
    XDG_STATE_HOME: join(home, "xdg"),
    XDG_CACHE_HOME: join(home, "xdg"),
    TMPDIR: tmpdir(),
  };
}
