/** Formulas are true: what is left of `=`, worked out, is what is right of it. */
import { test } from "node:test";
import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import { macsLine, parameterLine, sizeLines } from "../../src/network/formulas.js";
import { checkText, libraryNetworks } from "../networks/library.js";

const more = checkText(`
net ceiling = input 11x14x3 | maxpool3/2 ceil | maxpool1/2 ceil | avgpool3x2/3 pad=1x0 ceil
net wide = input 20x31x8 | conv4-8/2x3 pad=same group=2 | dwconv3 dilate=2 bias bn | deconv3-6/2 outpad=1 group=2
  | pad 1x2 | upsample3x2 | conv3-4 maps=[[0,1],[1,2,3],[5],[0,5]] | fc-10 nobias | bn
`).value.networks;

for (const network of [...libraryNetworks().values(), ...more]) {
  test(`formulas of ${network.name}`, () => {
    assert.ok(network.complete);
    for (const layer of network.layers) {
      const [height, width] = sizeLines(layer);
      const counts = [parameterLine(layer), macsLine(layer)].filter((line) => line !== null);
      const lines = [height, width, ...counts].filter((line) => line !== undefined);
      for (const line of lines) assertTrue(line, layer.name);
      if (height) assert.match(height, new RegExp(`= ${numberText(layer.outputShape[0])}$`));
      const expected = [layer.params, layer.macs].filter((count) => count > 0);
      assert.deepEqual(counts.map(resultOf), expected, layer.name);
    }
  });
}

function numberText(value: number | undefined): string {
  return (value ?? NaN).toLocaleString("en-US");
}

function resultOf(line: string): number {
  return Number((line.split(" = ")[1] ?? "").replaceAll(",", ""));
}

/** The signs of print become those of JavaScript. */
function assertTrue(line: string, layer: string): void {
  const [formula = ""] = line.replace(/^(height|width) /, "").split(" = ");
  const script = formula
    .replaceAll("−", "-")
    .replaceAll("·", "*")
    .replaceAll("⌊", "Math.floor(")
    .replaceAll("⌈", "Math.ceil(")
    .replace(/[⌋⌉]/g, ")");
  assert.equal(runInNewContext(script), resultOf(line), `${layer}: ${line}`);
}
