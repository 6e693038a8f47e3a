import { test } from "node:test";
import assert from "node:assert/strict";
import { convscript, folderWith } from "./convscript.js";

const tiny = "net tiny = input 28x28x1\n  | conv3-8 | gap | fc-10 | softmax\n";
const wrong = "net a = input 8x8x3 | flatten | conv3-8\n";

const folder = folderWith({
  "tiny.conv": tiny,
  "wrong.conv": wrong,
  "warned.conv": "net a = input 8x8x3 | conv3-4\n",
  "binary.conv": new Uint8Array([110, 101, 116, 0, 255, 7]),
  "latin1.conv": new Uint8Array([0x23, 0x20, 0xe9, 0x0a]),
  "folder.conv/inside": "",
  "windows.conv": '\uFEFFnet a "Сеть 网络" = input 8x8x3 # комментарий\r\n\t| conv3-4\t| fc-10\r\n',
  "empty.conv": "",
});
const here = { cwd: folder };

interface Output {
  readonly networks: readonly unknown[];
  readonly diagnostics: readonly Readonly<Record<string, unknown>>[];
}

async function json(...files: string[]): Promise<{ readonly code: number | null } & Output> {
  const { code, stdout, stderr } = await convscript(["check", "--json", ...files], here);
  assert.equal(stderr, "");
  return { code, ...(JSON.parse(stdout) as Output) };
}

test("the object of a small network, in full", async () => {
  const layer = (name: string, kind: string, start: number, end: number, rest: object) => ({
    name,
    kind,
    activation: null,
    source: { file: "tiny.conv", start, end, line: 2, column: start - 24 },
    calls: [],
    weights: 0,
    biases: 0,
    nonTrainable: 0,
    params: 0,
    macs: 0,
    jump: 1,
    ...rest,
  });
  const input = { ...layer("input", "input", 11, 24, {}), inputShape: [28, 28, 1] };
  assert.deepEqual(await json("tiny.conv"), {
    code: 0,
    networks: [
      {
        name: "tiny",
        input: [28, 28, 1],
        output: [10],
        layers: [
          {
            ...input,
            source: { file: "tiny.conv", start: 11, end: 24, line: 1, column: 12 },
            outputShape: [28, 28, 1],
            receptiveField: 1,
          },
          layer("conv1_1", "conv", 29, 36, {
            activation: "relu",
            inputShape: [28, 28, 1],
            outputShape: [28, 28, 8],
            weights: 72,
            biases: 8,
            params: 80,
            macs: 56448,
            receptiveField: 3,
          }),
          layer("gap1", "gap", 39, 42, {
            inputShape: [28, 28, 8],
            outputShape: [8],
            receptiveField: 30,
          }),
          layer("fc1", "fc", 45, 50, {
            inputShape: [8],
            outputShape: [10],
            weights: 80,
            biases: 10,
            params: 90,
            macs: 80,
            receptiveField: 30,
          }),
          layer("softmax1", "softmax", 53, 60, {
            activation: "softmax",
            inputShape: [10],
            outputShape: [10],
            receptiveField: 30,
          }),
        ],
        totals: {
          params: 170,
          weights: 152,
          biases: 18,
          nonTrainable: 0,
          macs: 56528,
          activations: 7074,
          receptiveField: 30,
        },
      },
    ],
    diagnostics: [],
  });
});

test("an error is a diagnostic, the network ends before it, the exit code is 1", async () => {
  const { code, networks, diagnostics } = await json("wrong.conv");
  assert.equal(code, 1);
  const [network] = networks as { output: unknown; layers: { name: string }[] }[];
  assert.equal(network?.output, null);
  assert.deepEqual(
    network.layers.map(({ name }) => name),
    ["input", "flatten1"],
  );
  const [{ code: id, severity, source, hints } = {}, ...others] = diagnostics;
  assert.deepEqual(others, []);
  assert.deepEqual([id, severity], ["C204", "error"]);
  assert.deepEqual(source, { file: "wrong.conv", start: 32, end: 39, line: 1, column: 33 });
  assert.ok(Array.isArray(hints) && hints.length > 0);
});

test("what cannot be read is a diagnostic in the same object as what can", async () => {
  const files = ["none.conv", "binary.conv", "latin1.conv", "folder.conv", "tiny.conv"];
  const { code, networks, diagnostics } = await json(...files);
  assert.equal(code, 1);
  assert.equal(networks.length, 1);
  assert.deepEqual(
    diagnostics.map(({ code: id, message }) => [id, message]),
    [
      ["C315", "`none.conv` cannot be read: there is no such file"],
      ["C315", "`binary.conv` cannot be read: it is a binary file, not a text"],
      ["C315", "`latin1.conv` cannot be read: it is not UTF-8 text"],
      ["C315", "`folder.conv` cannot be read: it is a folder"],
    ],
  );
  const start = { start: 0, end: 0, line: 1, column: 1 };
  assert.deepEqual(diagnostics[0]?.["source"], { file: "none.conv", ...start });
});

test("a byte-order mark, tabs, other line ends and scripts are read as they are", async () => {
  const { code, networks, diagnostics } = await json("windows.conv");
  assert.deepEqual([code, diagnostics], [0, []]);
  const [{ title, layers } = { title: "", layers: [] }] = networks as {
    title: string;
    layers: { source: object }[];
  }[];
  assert.equal(title, "Сеть 网络");
  const second = { file: "windows.conv", start: 48, end: 55, line: 2, column: 4 };
  assert.deepEqual(layers[1]?.source, second);
});

test("for people: the error under their text, the table, the verdict", async () => {
  const { code, stdout } = await convscript(
    ["check", "wrong.conv", "tiny.conv", "empty.conv"],
    here,
  );
  assert.equal(code, 1);
  assert.match(stdout, /^error C204: .*\n {2}--> wrong\.conv:1:33\n/);
  assert.match(stdout, /\n {3}\| {33}\^{7} received it here\n/);
  assert.match(stdout, /\ntiny +28x28x1 +10 +170 +56,528 +30\n/);
  assert.match(stdout, /\nwrong\.conv: 1 network, 1 error\n/);
  assert.match(stdout, /\ntiny\.conv: 1 network, no errors\n\nempty\.conv: no errors\n/);
  assert.match(stdout, /\n3 files: 2 networks, 1 error\n$/);
});

test("warnings alone are no failure", async () => {
  const { code, stdout } = await convscript(["check", "warned.conv"], here);
  assert.equal(code, 0);
  assert.match(stdout, /^warning C214/);
  assert.match(stdout, /\nwarned\.conv: 1 network, no errors, 1 warning\n$/);
});

test("standard input is a text", async () => {
  const { code, stdout } = await convscript(["check", "-", "--json"], { stdin: wrong });
  assert.equal(code, 1);
  assert.match(stdout, /"file":"<stdin>"/);
});
