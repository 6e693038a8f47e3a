import { test } from "node:test";
import assert from "node:assert/strict";
import type { Network } from "../../src/network/network.js";
import { summaryText } from "../../src/views/summary.js";
import { comparisonText, overviewText } from "../../src/views/summaryComparison.js";
import { networkDepth } from "../../src/views/summaryDepth.js";
import { bar, byteCount, shortCount } from "../../src/views/summaryNumbers.js";
import { checkText, libraryNetworks } from "../networks/library.js";
import { textCases } from "../textCases.js";

function networksOf(text: string): readonly Network[] {
  return checkText(text).value.networks;
}

const style = { columns: 80, color: false };

textCases("test/views/cases/summary.txt", (text) =>
  networksOf(text)
    .map((network) => summaryText(network, style))
    .join("\n\n"),
);
textCases("test/views/cases/comparison.txt", (text) => comparisonText(networksOf(text), style));
textCases("test/views/cases/overview.txt", (text) => overviewText(networksOf(text), style));

const classics = libraryNetworks();

test("depth is that of the papers' names", () => {
  const depths = {
    lenet5: 5,
    alexnet: 8,
    vggA: 11,
    vggD: 16,
    vggE: 19,
    googlenet: 22,
    resnet18: 18,
    resnet50: 50,
    resnet152: 152,
    resnet20: 20,
    densenet121: 121,
    densenet201: 201,
  };
  const measured = Object.keys(depths).map((name) => {
    const network = classics.get(name);
    return [name, network && networkDepth(network)];
  });
  assert.deepEqual(Object.fromEntries(measured), depths);
});

test("a table fits its width, whatever the network", () => {
  for (const network of classics.values()) {
    for (const columns of [80, 100, 120, 160]) {
      const lines = summaryText(network, { columns, color: false }).split("\n");
      const wide = lines.filter((line) => line.length > columns);
      assert.deepEqual(wide, [], `${network.name} at ${columns}`);
    }
  }
});

test("colour changes nothing but escapes", () => {
  const network = classics.get("vggD")!;
  const plain = summaryText(network, { columns: 120, color: false });
  const coloured = summaryText(network, { columns: 120, color: true });
  assert.match(coloured, /\u001b\[/);
  assert.equal(coloured.replace(/\u001b\[[\d;]*m/g, ""), plain);
});

test("short counts and bytes keep four digits", () => {
  const counts = [0, 9999, 10_000, 138_357_544, 15_470_264_320, 999_960];
  assert.deepEqual(counts.map(shortCount), [
    "0",
    "9,999",
    "10.00 k",
    "138.4 M",
    "15.47 G",
    "1.000 M",
  ]);
  assert.deepEqual([808, 553_430_176].map(byteCount), ["808 B", "553.4 MB"]);
});

test("bars are in proportion, and whatever is above 0 is seen", () => {
  assert.deepEqual(
    [0, 1e-9, 0.25, 0.5, 1, NaN].map((share) => bar(share, 4)),
    ["", "▏", "█", "██", "████", ""],
  );
});
