import { after, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Io } from "../../src/cli/command.js";
import { run } from "../../src/cli/run.js";

const folder = mkdtempSync(join(tmpdir(), "convscript-command-"));
after(() => rmSync(folder, { recursive: true }));

interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function call(
  text: string,
  flags: readonly string[] = [],
  terminal = false,
): Promise<Called> {
  const path = join(folder, "script.conv");
  writeFileSync(path, text);
  const written = { stdout: "", stderr: "" };
  const io: Io = {
    stdin: (async function* () {})(),
    stdout: { write: (part) => (written.stdout += part) },
    stderr: { write: (part) => (written.stderr += part) },
    isTerminal: terminal,
    columns: terminal ? 80 : Infinity,
    color: false,
  };
  return { code: await run([path, ...flags], io), ...written };
}

const script = `data digits
net a = input 64 | fc-16 | fc-10 | softmax
train a on digits epochs=2
`;

test("--json: an object a line for each statement, in order", async () => {
  const { code, stdout, stderr } = await call(`${script}test a on digits\nshow a`, ["--json"]);
  const lines = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.deepEqual(
    lines.map(({ kind }) => kind),
    ["data", "net", "train", "test", "show"],
  );
  assert.deepEqual(Object.keys(lines[2] ?? {}), [
    "kind",
    "net",
    "data",
    "epochs",
    "steps",
    "seconds",
    "engine",
    "history",
  ]);
  const { loss, accuracy, ...rest } = lines[3] ?? {};
  assert.ok(typeof loss === "number" && typeof accuracy === "number");
  const { classes, confusion, worst, ...figures } = rest;
  assert.deepEqual(Object.keys(figures), [
    "kind",
    "net",
    "data",
    "samples",
    "top1Error",
    "top5Error",
  ]);
  assert.deepEqual(
    [classes, confusion, worst].map((list) => (list as unknown[]).length),
    [10, 10, 10],
  );
});

test("--json: an error of the checker, and one of running, end with code 1", async () => {
  const checked = await call("net a = input 8x8x1 | con3-4", ["--json"]);
  const { kind, code, source } = JSON.parse(checked.stdout) as Record<string, unknown>;
  assert.deepEqual([checked.code, kind, code], [1, "error", "C116"]);
  assert.equal((source as { start: number }).start, 22);
  const ran = await call(`${script}export a to "dir" as=keras`, ["--json"]);
  const last = JSON.parse(ran.stdout.trimEnd().split("\n").at(-1) ?? "") as Record<string, unknown>;
  assert.deepEqual([ran.code, last["kind"], last["code"]], [1, "error", "R101"]);
  assert.equal((last["source"] as { line: number }).line, 4);
});

test("text: a line an epoch, the error with a caret", async () => {
  const { code, stdout, stderr } = await call(`${script}show a filters`);
  assert.equal(code, 1);
  const lines = stdout.trimEnd().split("\n");
  assert.equal(lines.length, 4);
  assert.match(
    lines[0] ?? "",
    /^data digits: 1,437 images to train on, 360 to test, 8x8x1, 10 classes$/,
  );
  assert.match(lines[2] ?? "", /^epoch 2\/2 {2}loss \d\.\d{4} {2}accuracy \d+\.\d %/);
  assert.match(lines[3] ?? "", /^trained a on digits: 2 epochs, 46 steps in /);
  assert.match(stderr, /^error R107: `a` has no convolution\n[^]*4 \| show a filters\n[^]*\^/);
});

test("a terminal has a line that changes", async () => {
  const { stdout } = await call(script, [], true);
  assert.match(stdout, /\r\u001b\[Kepoch 1\/2 {2}.*loss \d.* left/);
});

test("--out writes a page with the figures of each statement, also of a run that fails", async () => {
  const out = join(folder, "report.html");
  const text = `${script}test a on digits\nsave a to "no/such/folder/a.safetensors"`;
  const { code, stdout } = await call(text, ["--out", out]);
  assert.equal(code, 1);
  assert.match(stdout, /the report is in .*report\.html\n$/);
  const page = readFileSync(out, "utf8");
  for (const part of ["Training of a on digits", "a on digits: accuracy", "error R"]) {
    assert.ok(page.includes(part), part);
  }
  assert.deepEqual(
    readdirSync(folder).filter((file) => file.includes("report")),
    ["report.html"],
  );
});

test("a report that cannot be written is told before anything runs", async () => {
  const { code, stdout, stderr } = await call(script, ["--out", join(folder, "no", "report.html")]);
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(stderr, /report\.html" cannot be written: /);
  const { code: other } = await call(script, ["--out", folder]);
  assert.equal(other, 1);
});

test("what cannot be run is refused plainly", async () => {
  assert.equal((await call(script, ["--wrong"])).code, 2);
  const bytes = join(folder, "script.conv");
  const binary = await call("\0");
  assert.equal(binary.code, 1);
  assert.match(binary.stderr, new RegExp(`${bytes}.*binary`));
});

test("an engine that is asked for and cannot be had is a sentence", async () => {
  const before = process.env["CONVSCRIPT_ENGINE"];
  process.env["CONVSCRIPT_ENGINE"] = "abacus";
  const { code, stderr } = await call(script);
  if (before === undefined) delete process.env["CONVSCRIPT_ENGINE"];
  else process.env["CONVSCRIPT_ENGINE"] = before;
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^error R302: CONVSCRIPT_ENGINE is `abacus`; expected tensorflow, wasm or js/,
  );
});
