/** Drives an executor as its users do: cells in, everything they lead to out. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { RunnableCell, TypeScriptCell } from "../../src/cells/service.js";
import type { Executor } from "../../src/executor/executor.js";
import type { FromExecutor, ToExecutor } from "../../src/executor/messages.js";
import { openExecutor } from "../../src/executor/openExecutor.js";

type Of<Kind> = Extract<FromExecutor, { kind: Kind }>;
export type Done = Of<"done">;

export interface Bench {
  readonly executor: Executor;
  readonly folder: string;
  readonly messages: FromExecutor[];
  readonly deaths: string[];
  /** Runs a cell to its end. */
  run(cell: RunnableCell, options?: Partial<Extract<ToExecutor, { kind: "run" }>>): Promise<Ran>;
  /** Sends it only; gives its number. */
  begin(cell: RunnableCell, options?: Partial<Extract<ToExecutor, { kind: "run" }>>): number;
  ended(execution: number): Promise<Ran>;
  /** Resolves with the first message that fits, sent before or later. */
  message(fits: (message: FromExecutor) => boolean): Promise<FromExecutor>;
}

export interface Ran {
  readonly done: Done;
  readonly messages: readonly FromExecutor[];
  readonly stdout: string;
  readonly stderr: string;
  readonly result: Of<"result"> | undefined;
}

export async function openBench(t: TestContext): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), "convscript-executor-"));
  const messages: FromExecutor[] = [];
  const deaths: string[] = [];
  const waiting = new Set<() => void>();
  const executor = await openExecutor({
    folder,
    onMessage(message) {
      messages.push(message);
      for (const wake of waiting) wake();
    },
    onDeath: (reason) => deaths.push(reason),
  });
  t.after(async () => {
    await executor.close();
    rmSync(folder, { recursive: true });
  });
  let last = 0;
  const message: Bench["message"] = async (fits) => {
    for (;;) {
      const found = messages.find(fits);
      if (found) return found;
      await new Promise<void>((resolve) => {
        const wake = () => {
          waiting.delete(wake);
          resolve();
        };
        waiting.add(wake);
      });
    }
  };
  const begin: Bench["begin"] = (cell, options = {}) => {
    const execution = ++last;
    const given = { silent: false, allowStdin: false, expressions: {}, ...options };
    executor.send({ kind: "run", execution, cell, ...given });
    return execution;
  };
  const ended = async (execution: number): Promise<Ran> => {
    const done = (await message((m) => m.kind === "done" && m.execution === execution)) as Done;
    return ranOf(done, messages);
  };
  const run: Bench["run"] = (cell, options) => ended(begin(cell, options));
  return { executor, folder, messages, deaths, run, begin, ended, message };
}

function ranOf(done: Done, all: readonly FromExecutor[]): Ran {
  const messages = all.filter((one) => "execution" in one && one.execution === done.execution);
  const text = (name: "stdout" | "stderr") =>
    messages
      .flatMap((one) => (one.kind === "stream" && one.name === name ? [one.text] : []))
      .join("");
  const result = messages.find((one) => one.kind === "result");
  return { done, messages, stdout: text("stdout"), stderr: text("stderr"), result };
}

let lastCell = 0;

/** JavaScript as a cell is compiled to: names are properties of `exports`, `last` is the last expression. */
export function ts(javascript: string, options: Partial<TypeScriptCell> = {}): TypeScriptCell {
  return {
    language: "typescript",
    id: ++lastCell,
    javascript,
    awaits: /\bawait\b/.test(javascript),
    lastExpression: javascript.includes("exports.last =") ? "last" : null,
    sideOutputs: [],
    declares: [],
    ...options,
  };
}

export function conv(code: string): RunnableCell {
  return { language: "conv", id: ++lastCell, code };
}

/** The check that compiled loops begin with. */
export const check = "if (__convscriptStop[0]) __convscriptInterrupt();";

export function plainText({ result }: Ran): unknown {
  return result?.data["text/plain"];
}

export function errorOf({ done }: Ran): string {
  const { outcome } = done;
  return outcome.status === "ok" ? "ok" : `${outcome.name}: ${outcome.message}`;
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
