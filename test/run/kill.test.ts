import { test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { randomOf } from "../../src/data/random.js";
import { engine } from "../../src/index.js";

const here = fileURLToPath(import.meta.url);
const program = join(dirname(here), `trainedProcess${extname(here)}`);

/** Runs the training; after some lines and milliseconds it is killed. False where it was. */
async function trained(
  folder: string,
  engineName: string,
  kill: { readonly lines: number; readonly wait: number } | null,
): Promise<boolean> {
  const child = spawn(
    process.execPath,
    [...process.execArgv, program, join(folder, "run"), join(folder, "result.json")],
    { env: { ...process.env, CONVSCRIPT_ENGINE: engineName } },
  );
  let [lines, errors, asked] = [0, "", false];
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    lines += text.split("\n").length - 1;
    if (!kill || lines < kill.lines || asked) return;
    asked = true;
    void setTimeout(kill.wait).then(() => child.kill("SIGKILL"));
  });
  const end = await new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal }));
  });
  if (end.signal === "SIGKILL") return false;
  assert.equal(end.code, 0, errors);
  return true;
}

const status = await engine();
const native = status.kind !== "problem" && status.engine === "tensorflow";
const cases = native
  ? ([
      ["tensorflow", 14],
      ["wasm", 6],
    ] as const)
  : ([["wasm", 20]] as const);

for (const [name, kills] of cases) {
  test(`killed at random moments and resumed, ${name} comes to the same curve and weights`, async () => {
    const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), "convscript-kill-")));
    const [whole = "", broken = ""] = folders;
    const random = randomOf(kills);
    assert.ok(await trained(whole, name, null));
    let killed = 0;
    for (; killed < kills; killed++) {
      const kill = { lines: random.whole(1, 22), wait: random.between(0, 15) };
      if (await trained(broken, name, kill)) break;
    }
    if (!existsSync(join(broken, "result.json"))) assert.ok(await trained(broken, name, null));
    assert.equal(killed, kills);
    const results = folders.map(
      (folder) => JSON.parse(readFileSync(join(folder, "result.json"), "utf8")) as object,
    );
    assert.deepEqual(results[1], results[0]);
    for (const file of ["result.json.safetensors", "run/best.safetensors"]) {
      const [a, b] = folders.map((folder) => readFileSync(join(folder, file)));
      assert.ok(a && b?.equals(a), file);
    }
    assert.deepEqual(readdirSync(join(broken, "run")).sort(), [
      "best.safetensors",
      ...readdirSync(join(broken, "run"))
        .filter((file) => /^step-\d{10}\.safetensors$/.test(file))
        .slice(-3),
    ]);
    for (const folder of folders) rmSync(folder, { recursive: true });
  });
}
