/**
 * Every script of the course, run to its end as a user runs it, in a copy of its folder: no error, the numbers of the lectures,
 * a report with a figure for each statement. `scripts.txt` has for each script what stands in its report, then
 * what stands in its output.
 */
import assert from "node:assert/strict";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { PNG } from "pngjs";
import { dataSetEntry } from "../../src/data/dataSet.js";
import type { Samples } from "../../src/data/samples.js";
import { packageRoot } from "../../src/packageRoot.js";
import { checkText } from "../networks/library.js";
import { convscript, folderWith } from "../cli/convscript.js";
import { readCases } from "../textCases.js";

const scripts = join(packageRoot, "notebooks", "scripts");
const cases = readCases(
  readFileSync(join(packageRoot, "test", "notebooks", "scripts.txt"), "utf8"),
);
const names = readdirSync(scripts)
  .filter((file) => file.endsWith(".conv"))
  .map((file) => file.slice(0, -".conv".length));
const fileOf = (name: string) => join(scripts, `${name}.conv`);

test("every script has its numbers here, and every number its script", () => {
  assert.deepEqual(cases.map(({ name }) => name).sort(), names.sort());
});

/** A dense layer cannot be carried to another size: what pooling.conv is about. */
const meant = ["warning C219: `fc1` of `dense` begins anew"];

test("there is nothing else to warn of, and every script says what it is", async () => {
  const { code, stdout, stderr } = await convscript(["check", ...names.map(fileOf)]);
  assert.equal(code, 0);
  const warnings = `${stdout}${stderr}`.match(/^warning [^:]*: [^:\n]*/gm);
  assert.deepEqual(warnings, meant);
  for (const name of names) {
    const [title = "", how = "", time = ""] = readFileSync(fileOf(name), "utf8").split("\n");
    assert.match(title, /^# .{20}/);
    assert.ok(how.includes(`convscript run ${name}.conv --out ${name}.html`), how);
    assert.match(time, /^# It takes .*(second|minute)/);
  }
});

suite("scripts", () => {
  const folder = folderWith({});
  for (const part of ["scripts", "images"]) {
    cpSync(join(packageRoot, "notebooks", part), join(folder, part), { recursive: true });
  }
  for (const { name, source: shown, expected } of cases) {
    test(name, async () => {
      const out = join(folder, `${name}.html`);
      const file = join("scripts", `${name}.conv`);
      const ended = await convscript(["run", file, "--out", out], { cwd: folder });
      assert.equal(ended.code, 0, ended.stderr);
      assert.deepEqual(missing(expected, narrow(ended.stdout)), [], "not in the output");
      const page = readFileSync(out, "utf8");
      assert.deepEqual(missing(shown, page), [], "not in the report");
      const { statements } = checkText(readFileSync(fileOf(name), "utf8"), fileOf(name)).value;
      const sections = page.match(/<section>.*class="convscript/g) ?? [];
      assert.equal(sections.length, statements.length, "a figure for each statement");
    });
  }
});

/** Columns are as wide as their widest entry, which may be a loss. */
function narrow(text: string): string {
  return text.replace(/ +/g, " ");
}

function missing(lines: string, text: string): readonly string[] {
  return lines.split("\n").filter((line) => line !== "" && !text.includes(line));
}

const pixelsOf = ({ images }: Samples, i: number): readonly number[] =>
  Array.from(images.subarray(i * 64, i * 64 + 64), (value) => Math.round(value * 255));

function parityOf(part: Samples, chosen: readonly number[]): string {
  const rows = chosen.map((i) => [part.labels[i]! % 2 ? "odd" : "even", ...pixelsOf(part, i)]);
  return `${rows.join("\n")}\n`;
}

test("the files of numbers hold the digits that they say", async () => {
  const { train, test: unseen } = await dataSetEntry("digits").read();
  const read = (file: string) => readFileSync(join(scripts, "data", file));
  const all = [...unseen.labels.keys()];
  assert.equal(read("parity-test.csv").toString(), parityOf(unseen, all));
  const isEarly = (label: number, i: number) =>
    train.labels.subarray(0, i).filter((other) => other === label).length < 2;
  const early = [...train.labels.keys()].filter((i) => isEarly(train.labels[i]!, i));
  assert.equal(read("parity-train.csv").toString(), parityOf(train, early));
  const { width, data } = PNG.sync.read(read("strip.png"));
  const found = [1, 12, 20, 33, 43, 51].map((left) => {
    const at = (i: number) => data[4 * (Math.floor(i / 8) * width + left + (i % 8))];
    const digit = Array.from({ length: 64 }, (_, i) => at(i)).join();
    return unseen.labels[all.findIndex((i) => pixelsOf(unseen, i).join() === digit)];
  });
  assert.deepEqual(found, [5, 2, 9, 4, 9, 0]);
});
