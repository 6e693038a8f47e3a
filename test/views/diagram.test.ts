/** The architecture diagram: what it holds for every classic network, and small ones in full. */
import { test } from "node:test";
import assert from "node:assert/strict";
import type { Network } from "../../src/network/network.js";
import type { Rectangle } from "../../src/views/diagramLayout.js";
import type { Plan } from "../../src/views/diagramPlan.js";
import { diagramFigure } from "../../src/views/diagramFigure.js";
import { diagramGraph, type DiagramGraph } from "../../src/views/diagramGraph.js";
import { diagramPlan } from "../../src/views/diagramPlan.js";
import { checkText, libraryNetworks } from "../networks/library.js";
import { textCases } from "../textCases.js";

const classics = libraryNetworks();

function classic(name: string): Network {
  const network = classics.get(name);
  assert.ok(network, name);
  return network;
}

function networkOf(text: string): Network {
  const [network] = checkText(text).value.networks;
  assert.ok(network);
  return network;
}

function drawing(network: Network) {
  const { body } = diagramFigure(network);
  assert.equal(body.kind, "drawing");
  assert.ok(body.live);
  return { ...body, live: body.live };
}

/** Boxes and edges, a line each; what is inside a box is inset. */
function graphText({ nodes, edges, frames }: DiagramGraph, inset = ""): string {
  const names = ["in", ...nodes.map(({ name }) => name.split("/").at(-1)), "out"];
  const boxes = nodes.flatMap(({ name, count, inner }) => [
    `${inset}${name}${count > 1 ? ` x${count}` : ""}`,
    ...(inner ? [graphText(inner, `${inset}    `)] : []),
  ]);
  const lines = edges.map(
    ({ from, to, shape }) => `${inset}${names[from + 1]} -> ${names[to + 1]} ${shape}`,
  );
  const copies = frames.map(({ nodes: framed, count }) => `${inset}x${count}: ${framed.join()}`);
  return [...boxes, ...lines, ...copies].join("\n");
}

textCases("test/views/cases/diagram.txt", (text) => graphText(diagramGraph(networkOf(text))));

textCases("test/views/cases/diagramSvg.txt", (text) =>
  drawing(networkOf(text))
    .svg.replace(/<style>.*<\/style>/, "")
    .replace(/></g, ">\n<"),
);

function overlap(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function requireApart(what: string, rectangles: readonly Rectangle[]): void {
  rectangles.forEach((one, i) =>
    rectangles.slice(0, i).forEach((other) => {
      assert.ok(!overlap(one, other), `${what}: ${JSON.stringify([one, other])}`);
    }),
  );
}

function checkPlan(what: string, { boxes, edges, width, height }: Plan): void {
  const rectangles = boxes.map(({ rectangle }) => rectangle);
  requireApart(what, [...rectangles, ...edges.map(({ label }) => label)]);
  // Unfolded boxes take their height by moving others down; their widths must find room.
  requireApart(
    `${what}, unfolded`,
    boxes.map(({ rectangle, unfolded }) => ({
      ...rectangle,
      ...(unfolded ? { x: unfolded.rectangle.x, width: unfolded.rectangle.width } : {}),
    })),
  );
  for (const { x, y, width: w, height: h } of rectangles)
    assert.ok(x >= 0 && y >= 0 && x + w <= width + 1 && y + h <= height + 1, what);
  for (const { shape, points } of edges) {
    assert.match(shape, /^\d+(x\d+x\d+(…\d+)?)?$/, what);
    const heights = points.map(({ y }) => y);
    assert.deepEqual(
      heights,
      [...heights].sort((a, b) => a - b),
      `${what}: edges run downwards`,
    );
  }
  for (const { title, unfolded } of boxes)
    if (unfolded) checkPlan(`${what} ${title}`, unfolded.plan);
}

test("in every classic network boxes and labels lie apart and every edge has its shape", () => {
  for (const network of classics.values())
    checkPlan(network.name, diagramPlan(network, diagramGraph(network)));
});

test("every layer is in one box, and every box but the input has an edge that enters", () => {
  for (const network of classics.values()) {
    const { nodes, edges } = diagramGraph(network);
    const names = nodes.flatMap(({ all }) => all.map(({ name }) => name));
    assert.deepEqual([...names].sort(), network.layers.map(({ name }) => name).sort());
    const entered = new Set(edges.map(({ to }) => to));
    assert.equal(entered.size, nodes.length - 1, network.name);
  }
});

test("repeats are counted", () => {
  const counts = (name: string) =>
    diagramGraph(classic(name)).nodes.flatMap(({ count }) => (count > 1 ? [count] : []));
  assert.deepEqual(counts("resnet152"), [2, 7, 35, 2]);
  assert.deepEqual(counts("vggD"), [2, 2, 3, 3, 3]);
  assert.deepEqual(counts("googlenet"), []);
  const dense = diagramGraph(classic("densenet121")).nodes.flatMap(
    ({ inner }) => inner?.frames.map(({ count }) => count) ?? [],
  );
  assert.deepEqual(dense, [6, 12, 24, 16]);
});

test("shapes of edges into and out of repeats are those of the first and the last copy", () => {
  const { nodes, edges } = diagramGraph(classic("densenet121"));
  const dense = nodes.find(({ name }) => name === "dense3")?.inner;
  assert.deepEqual(
    dense?.edges
      .filter(({ from, to }) => from < 0 || to === dense.nodes.length)
      .map(({ shape }) => shape),
    ["14x14x256", "14x14x256", "14x14x1024"],
  );
  assert.deepEqual(
    edges.slice(0, 4).map(({ shape }) => shape),
    ["224x224x3", "112x112x64", "56x56x64", "56x56x256"],
  );
});

test("a diagram takes less than 100 kB in either form", () => {
  for (const network of classics.values()) {
    const { svg, live } = drawing(network);
    assert.ok(svg.length < 50_000, `${network.name}: ${svg.length}`);
    assert.ok(
      live.html.length + live.script.length < 100_000,
      `${network.name}: ${live.html.length}`,
    );
  }
});

test("boxes are in proportion: wider for larger maps, taller for more channels", () => {
  const { boxes } = diagramPlan(classic("vggD"), diagramGraph(classic("vggD")));
  const of = (under: string) => boxes.find((box) => box.under.startsWith(under))?.rectangle;
  const [first, last, pool] = [of("conv1_1"), of("conv5_1"), of("pool5")];
  assert.ok(first && last && pool);
  assert.ok(first.width > last.width && last.width > pool.width);
  assert.ok(last.height > first.height);
});

test("titles are shown, not run", () => {
  const hostile = `</script><img src=x onerror=alert(1)>"'&😀${"x".repeat(10_000)}`;
  const network = { ...classic("lenet5"), title: hostile };
  const { title } = diagramFigure(network);
  assert.ok(title.length < 120);
  const { svg, live } = drawing(network);
  for (const text of [svg, live.html]) {
    assert.doesNotMatch(text, /<img|<\/script/);
    assert.equal(text.includes("\ufffd"), false);
  }
});

test("a network known up to its error is drawn as far as it is known", () => {
  const network = networkOf("net a = input 8x8x3 | conv3-4 | conv99-8 pad=0 | fc-10");
  assert.equal(network.complete, false);
  const { alt } = diagramFigure(network);
  assert.match(alt, /known up to its first error/);
  assert.doesNotMatch(drawing(network).svg, /NaN|undefined/);
});

/** Titles of boxes and shapes on edges, those of unfolded boxes too. */
function said(text: string): readonly string[] {
  const { body } = diagramFigure(networkOf(text));
  assert.ok(body.kind === "drawing");
  return Array.from(body.svg.matchAll(/<text[^>]*>([^<]+)</g), ([, word = ""]) => word);
}

test("a box says what follows in its unit, except a ReLU", () => {
  const words = said(
    "net n = input 8x8x1 | conv3-4 bn | conv3-4 tanh | conv3-4 linear | conv3-4 bn leakyrelu | conv3-4 | fc-3",
  );
  const stages = words.filter((word) => word.startsWith("conv3-4"));
  assert.deepEqual(stages, [
    "conv3-4 bn",
    "conv3-4 tanh",
    "conv3-4 linear",
    "conv3-4 bn leakyrelu",
    "conv3-4",
  ]);
});

test("repeats that change the map are drawn one by one; growing channels from first to last", () => {
  const halved = said("net n = input 32x32x3 | maxpool2 x3 | fc-3");
  assert.equal(halved.filter((word) => word === "maxpool2").length, 3);
  assert.ok(halved.includes("16x16x3") && halved.includes("4x4x3"));
  const grown = said("net n = input 8x8x4 | [id, conv3-2] x3 | gap | fc-3");
  assert.ok(grown.includes("8x8x10"), grown.join());
  const block = said(
    "block grow() = [id, bn | relu | conv3-2 linear] x4\nnet n = input 8x8x4 | grow() | gap | fc-3",
  );
  assert.ok(block.includes("8x8x4…10"), block.join());
  assert.ok(block.includes("8x8x12"));
});
