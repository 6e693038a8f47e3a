/** Summary and comparison as HTML: complete, small, and safe. */
import { test } from "node:test";
import assert from "node:assert/strict";
import type { Network } from "../../src/network/network.js";
import { formatCount } from "../../src/network/wording.js";
import { comparisonFigures } from "../../src/views/comparisonFigure.js";
import { summaryFigure } from "../../src/views/summaryFigure.js";
import { checkText, libraryNetworks } from "../networks/library.js";
import { textCases } from "../textCases.js";

const classics = libraryNetworks();

function htmlOf(network: Network): string {
  const { body } = summaryFigure(network);
  assert.ok(body.kind === "document");
  return body.html;
}

/** Cells of each row, in text. */
function rowsOf(html: string): readonly (readonly string[])[] {
  return Array.from(html.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs), ([, row = ""]) =>
    Array.from(row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs), ([, cell = ""]) =>
      cell.replace(/<[^>]*>/g, ""),
    ),
  );
}

textCases("test/views/cases/summaryHtml.txt", (text) =>
  checkText(text)
    .value.networks.flatMap((network) => rowsOf(htmlOf(network)))
    .map((row) => row.join(" | "))
    .join("\n"),
);

test("every layer of VGG-D has its row with its numbers", () => {
  const network = classics.get("vggD")!;
  const rows = new Map(rowsOf(htmlOf(network)).map((row) => [row[0], row]));
  for (const { name, params, macs } of network.layers)
    assert.deepEqual(rows.get(name)?.slice(3, 5), [formatCount(params), formatCount(macs)]);
});

test("bars are shares of the total", () => {
  const html = htmlOf(classics.get("vggD")!);
  const row = /scope="row"[^>]*>fc6<.*?<\/tr>/s.exec(html)?.[0] ?? "";
  // 102,764,544 of 138,357,544 parameters.
  assert.match(row, /title="74 %"/);
});

test("rows of the folded table add up to the totals", () => {
  for (const network of classics.values()) {
    const sum = { params: 0, macs: 0 };
    const top =
      htmlOf(network)
        .replace(/<details>.*?<\/details>/gs, "")
        .split("</tbody>")[0] ?? "";
    for (const [, , , params, macs] of rowsOf(top)) {
      if (!params || !/^[\d,]+$/.test(params)) continue;
      sum.params += Number(params.replaceAll(",", ""));
      sum.macs += Number(macs?.replaceAll(",", ""));
    }
    const { params, macs, withAux } = network.totals;
    assert.deepEqual(
      sum,
      { params: withAux?.params ?? params, macs: withAux?.macs ?? macs },
      network.name,
    );
  }
});

test("no summary has scripts or is large, and its elements are closed", () => {
  for (const network of classics.values()) {
    const html = htmlOf(network);
    assert.ok(html.length < 100_000, `${network.name}: ${html.length}`);
    assert.doesNotMatch(html, /<script|\bon\w+=|NaN|undefined/);
    for (const element of ["table", "tr", "td", "th", "details", "div"]) {
      const count = (pattern: string) => html.match(new RegExp(pattern, "g"))?.length ?? 0;
      assert.equal(count(`<${element}[ >]`), count(`</${element}>`), `${network.name}: ${element}`);
    }
  }
});

const hostile = `</script><img src=x onerror=alert(1)>"'&😀${"x".repeat(10_000)}`;

test("titles and names are shown, not run", () => {
  const lenet = classics.get("lenet5")!;
  const named = lenet.layers.map((layer) => ({ ...layer, name: hostile }));
  const network = { ...lenet, name: hostile, title: hostile, layers: named };
  const figures = [summaryFigure(network), ...comparisonFigures([network, network])];
  for (const { title, body } of figures) {
    assert.ok(title.length < 120);
    if (body.kind === "document") assert.doesNotMatch(body.html, /<img|<\/script|\balert\(1\)>/);
  }
});

test("a comparison has a row and a bubble for each network", () => {
  const networks = ["alexnet", "vggD", "googlenet", "resnet50"].map((name) => classics.get(name)!);
  const [table, chart] = comparisonFigures(networks);
  assert.ok(table?.body.kind === "document" && chart?.body.kind === "chart");
  const rows = rowsOf(table.body.html).slice(1);
  assert.deepEqual(
    rows.map(([name]) => name),
    ["AlexNet", "VGG-D", "GoogLeNet", "ResNet-50"],
  );
  assert.deepEqual(rows[1]?.slice(3, 7), ["138,357,544", "15,470,264,320", "404", "16"]);
  const [bubbles, bars] = chart.body.chart.panels;
  const [points] = bubbles?.marks ?? [];
  assert.ok(points?.kind === "points");
  assert.deepEqual(
    points.x,
    networks.map(({ totals }) => totals.params),
  );
  const shares = bars?.marks.map((mark) => (mark.kind === "bars" ? Math.max(...mark.values) : 0));
  assert.deepEqual(shares, [1, 1]);
});

test("a network known up to its error has question marks, and no bubble", () => {
  const [broken] = checkText("net a = input 8x8x3 | conv3-4 | conv99-8 pad=0 | fc-10").value
    .networks;
  assert.ok(broken);
  const figures = comparisonFigures([broken]);
  assert.equal(figures.length, 1);
  const [table] = figures;
  assert.ok(table?.body.kind === "document");
  assert.equal(rowsOf(table.body.html)[1]?.[3], "?");
  assert.match(htmlOf(broken), /known up to its first error/);
});

test("layers of the same name in different branches are told apart", () => {
  const text = "net n = input 8x8x1 | [conv3-4, conv1-4] | gap | fc-3";
  const [network] = checkText(text).value.networks;
  const names = rowsOf(htmlOf(network!)).map(([name]) => name);
  for (const { name } of network!.layers) assert.ok(names.includes(name), name);
});
