/** Every published figure of the classic networks, and every number that lectures count. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { print } from "../../src/language/print.js";
import { packageRoot } from "../../src/packageRoot.js";
import { checkText, libraryFiles, libraryNetworks, libraryText } from "./library.js";
import { measure, readCases } from "./table.js";

const folder = join(packageRoot, "test", "networks", "numbers");
const library = libraryNetworks();

for (const file of libraryFiles) {
  test(`${file} has neither errors nor warnings, and its formatting is the formatter's`, () => {
    const text = libraryText(file);
    const { value, diagnostics } = checkText(text, file);
    assert.deepEqual(diagnostics, []);
    assert.equal(print(value.program), text);
  });
}

for (const file of readdirSync(folder)) {
  suite(file, () => {
    for (const one of readCases(readFileSync(join(folder, file), "utf8"))) {
      test(one.title, () => {
        const { value, diagnostics } = checkText(one.source);
        assert.deepEqual(
          diagnostics.filter(({ severity }) => severity === "error"),
          [],
        );
        const own = value.networks.map((network) => [network.name, network] as const);
        const networks = new Map([...library, ...own]);
        assert.deepEqual(
          one.rows.map((row) => measure(one, row, networks)),
          one.rows,
        );
      });
    }
  });
}

test("the library has the networks that the language's reference lists, and every one is in a table", () => {
  const names = [...library.keys()].sort();
  assert.deepEqual(names, listed.split(" ").sort());
  const tables = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  assert.deepEqual(
    names.filter((name) => !tables.some((text) => text.includes(`\n${name} `))),
    [],
  );
});

const listed =
  "lenet5 lenet5table lenet5original lenetCaffe alexnet alexnetTv vggA vggAlrn vggB vggC vggD vggE vggDbn googlenet " +
  "googlenetTv resnet18 resnet34 resnet50 resnet101 resnet152 resnet50v1 resnet101v1 resnet152v1 resnet20 resnet56 " +
  "plain20 plain56 densenet121 densenet161 densenet169 densenet201 fcn32s fcn8s mnistCnn";

test("VGG-D's memory: 60.95 MB of activations, 553.4 MB of weights", () => {
  const { activations, params } = library.get("vggD")!.totals;
  assert.equal(((activations * 4) / 1e6).toFixed(2), "60.95");
  assert.equal(((activations * 4) / 2 ** 20).toFixed(1), "58.1");
  assert.equal(((params * 4) / 1e6).toFixed(1), "553.4");
  assert.equal(((params * 4) / 2 ** 20).toFixed(1), "527.8");
});

test("google-research's 30.71 thousand millions for VGG-16 count a multiply-add as two, add biases, and stop at pool5", () => {
  const convolutions = library
    .get("vggD")!
    .layers.filter(({ operation }) => operation.kind === "conv");
  const operations = convolutions.map(
    ({ macs, outputShape: [h = 0, w = 0, c = 0] }) => 2 * macs + h * w * c,
  );
  const total = operations.reduce((sum, n) => sum + n, 0);
  assert.equal((total / 1e9).toFixed(2), "30.71");
});

test("AlexNet's normalisation is the paper's: n=5 k=2 alpha=1e-4 beta=0.75, alpha for each cell", () => {
  const [first] = library
    .get("alexnet")!
    .layers.filter(({ operation }) => operation.kind === "lrn");
  assert.deepEqual(first?.operation, { kind: "lrn", size: 5, bias: 2, alpha: 1e-4, beta: 0.75 });
});

test("torchvision's GoogLeNet normalises with an epsilon of 1e-3, its ResNets with 1e-5", () => {
  const epsilons = (name: string) =>
    new Set(library.get(name)!.layers.flatMap(({ batchNorm }) => batchNorm?.epsilon ?? []));
  assert.deepEqual(epsilons("googlenetTv"), new Set([1e-3]));
  assert.deepEqual(epsilons("resnet50"), new Set([1e-5]));
});

test("ReLU follows each layer with weights but the last", () => {
  const weighted = library.get("vggD")!.layers.filter(({ params }) => params > 0);
  const activations = weighted.map(({ activation }) => activation?.name ?? null);
  assert.deepEqual(activations, [...Array<string>(15).fill("relu"), null]);
});

test("GoogLeNet has fewer parameters than AlexNet, AlexNet fewer than VGG-D", () => {
  const params = (name: string) => library.get(name)!.totals.params;
  assert.ok(params("googlenet") < params("alexnet") && params("alexnet") < params("vggD"));
});
