import { test } from "node:test";
import assert from "node:assert/strict";
import { once } from "node:events";
import { convscript, folderWith, start } from "./convscript.js";

const folder = folderWith({
  "two.conv":
    'net a "First" = input 8x8x3 | fc-10\nnet b = input 8x8x3 | flatten | conv3-4 | fc-10\n',
  "blocks.conv": "block b = conv3-4\n",
});
const here = { cwd: folder };

test("a classic network by its name, without `use`, exact where nothing limits a line", async () => {
  const { code, stdout, stderr } = await convscript(["show", "vggD"]);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /^VGG-D {2}vggD\n/);
  assert.match(stdout, /\nfc6 +fc-4096 \(relu\) +4096 +102,764,544 █+ +102,760,448 ▋? +404\n/);
  assert.match(stdout, /\nparameters +138,357,544 = 138,344,128 weights \+ 13,416 biases\n/);
});

test("every network of a file; its errors go to stderr and fail", async () => {
  const { code, stdout, stderr } = await convscript(["show", "two.conv"], here);
  assert.equal(code, 1);
  assert.match(stdout, /^First {2}a\n/);
  assert.match(stdout, /\nb {2}known up to its first error\n/);
  assert.match(stderr, /^error C204: /);
});

test("what is not there is said", async () => {
  const { code, stdout, stderr } = await convscript(
    ["show", "vgd", "no.conv", "blocks.conv"],
    here,
  );
  assert.deepEqual([code, stdout], [1, ""]);
  assert.deepEqual(stderr.trimEnd().split("\n"), [
    "there is no file or classic network `vgd`; did you mean `vggD`?",
    "`no.conv` cannot be read: there is no such file",
    "`blocks.conv` holds no network",
  ]);
});

test("files and names are compared in one table", async () => {
  const { code, stdout } = await convscript(["compare", "vggD", "resnet50", "two.conv"], here);
  assert.equal(code, 1);
  const rows = stdout.split("\n").slice(1, 5);
  assert.deepEqual(
    rows.map((row) => row.split(/ {2,}/).slice(0, 4)),
    [
      ["vggD", "224x224x3", "1000", "138,357,544"],
      ["resnet50", "224x224x3", "1000", "25,557,032"],
      ["a", "8x8x3", "10", "1,930"],
      ["b", "8x8x3", "?", "?"],
    ],
  );
});

test("no colour into a pipe, unless it is asked for", async () => {
  const plain = await convscript(["show", "lenet5"]);
  const forced = await convscript(["show", "lenet5"], { env: { FORCE_COLOR: "1" } });
  const refused = await convscript(["show", "lenet5"], { env: { NO_COLOR: "1" } });
  assert.doesNotMatch(plain.stdout, /\u001b/);
  assert.match(forced.stdout, /\u001b\[/);
  assert.equal(refused.stdout, plain.stdout);
});

test("a reader that leaves early is no error", async () => {
  const networks = Array.from({ length: 20 }, () => "densenet121");
  const child = start(["show", ...networks]);
  let stderr = "";
  child.stderr.on("data", (part: Buffer) => (stderr += part.toString()));
  child.stdout.once("data", () => child.stdout.destroy());
  const [code] = (await once(child, "close")) as [number | null];
  assert.deepEqual([code, stderr], [0, ""]);
});
