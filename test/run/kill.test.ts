import { test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { randomOf } from "../../src/data/random.js";
import { engine, type EngineStatus } from "../../src/index.js";
import { temporaryFolder } from "../data/files.js";
import { photographFolder } from "../data/photographs.js";

interface Case {
  readonly engine: EngineStatus["engine"];
  readonly kills: number;
  /** A folder of images; null for the digits. */
  readonly images: string | null;
}

const here = fileURLToPath(import.meta.url);
const program = join(dirname(here), `trainedProcess${extname(here)}`);

/** Runs the training; after some lines and milliseconds it is killed. False where it was. */
async function trained(
  folder: string,
  { engine: engineName, images }: Case,
  kill: { readonly lines: number; readonly wait: number } | null,
): Promise<boolean> {
  const child = spawn(
    process.execPath,
    [
      ...process.execArgv,
      program,
      join(folder, "run"),
      join(folder, "result.json"),
      ...(images === null ? [] : [images]),
    ],
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
const photographs = photographFolder(temporaryFolder(), 150);
const cases: readonly Case[] = native
  ? [
      { engine: "tensorflow", kills: 12, images: null },
      { engine: "tensorflow", kills: 10, images: photographs },
      { engine: "wasm", kills: 4, images: null },
    ]
  : [
      { engine: "wasm", kills: 16, images: null },
      { engine: "wasm", kills: 6, images: photographs },
    ];

for (const one of cases) {
  const { engine: name, kills, images } = one;
  const on = images === null ? "digits" : "photographs of a folder";
  test(`killed at random moments and resumed, ${name} comes to the same curve and weights on ${on}`, async () => {
    const folders = [0, 1].map(() => temporaryFolder());
    const [whole = "", broken = ""] = folders;
    const random = randomOf(kills);
    assert.ok(await trained(whole, one, null));
    let killed = 0;
    for (; killed < kills; killed++) {
      const kill = { lines: random.whole(1, 22), wait: random.between(0, 15) };
      if (await trained(broken, one, kill)) break;
    }
    if (!existsSync(join(broken, "result.json"))) assert.ok(await trained(broken, one, null));
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
  });
}
