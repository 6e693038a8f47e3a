import { test } from "node:test";
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { PNG } from "pngjs";
import { data, net } from "../../src/index.js";
import { displayMethod, type MimeBundle } from "../../src/display/bundle.js";
import { valueBundle } from "../../src/display/valueBundle.js";
import { netBundle } from "../../src/executor/child/netBundle.js";

const text = ({ data: { "text/plain": plain } }: MimeBundle) => String(plain);
const html = ({ data: { "text/html": markup } }: MimeBundle) => String(markup);

function pixels({ data: { "image/png": png } }: MimeBundle): PNG {
  assert.ok(typeof png === "string");
  return PNG.sync.read(Buffer.from(png, "base64"));
}

test("strings are as they are, other values as Node writes them", async () => {
  assert.equal(text(await valueBundle("two\nlines")), "two\nlines");
  assert.equal(
    text(await valueBundle(new Map([["a", new Set([1])]]))),
    "Map(1) { 'a' => Set(1) { 1 } }",
  );
  assert.match(text(await valueBundle(new RangeError("far"))), /^RangeError: far\n/);
  assert.equal(text(await valueBundle(null)), "null");
  assert.equal(text(await valueBundle(text)), "[Function: text]");
});

test("big, deep and cyclic values are bounded", async () => {
  const cyclic: Record<string, unknown> = { name: "x" };
  cyclic["self"] = cyclic;
  const deep = Array.from({ length: 5000 }).reduce<unknown>((inside) => ({ inside }), 1);
  const big = Array.from({ length: 200_000 }, (_, i) => ({ i, text: "x".repeat(100) }));
  for (const value of [cyclic, deep, big, "y".repeat(5e6), new Float32Array(1e6), [[big]]]) {
    const bundle = await valueBundle(value);
    assert.ok(JSON.stringify(bundle).length < 150_000);
  }
});

test("records are a table, escaped and bounded", async () => {
  const rows = Array.from({ length: 150 }, (_, i) => ({ "<b>": i, note: "<script>&" }));
  const table = html(await valueBundle(rows));
  assert.equal(table.match(/<tr>/g)?.length, 101);
  assert.match(table, /50 more rows/);
  assert.doesNotMatch(table, /<b>|<script>/);
  const odd = [
    {
      get bad(): string {
        throw new Error("trap");
      },
    },
    { other: 1 },
  ];
  assert.match(html(await valueBundle(odd)), /\(trap\)/);
});

test("the display method is the value's own look", async () => {
  const own = { [displayMethod]: () => ({ "text/html": "<i>1</i>" }) };
  assert.equal(html(await valueBundle(own)), "<i>1</i>");
  const later = { [displayMethod]: () => Promise.resolve({ "image/png": new Uint8Array([1, 2]) }) };
  assert.equal((await valueBundle(later)).data["image/png"], "AQI=");
});

test("a display method that fails is told beside the value", async () => {
  const failing = [
    () => {
      throw new Error("broken");
    },
    () => Promise.reject(new Error("broken")),
    () => "broken",
    () => ({ broken: 1 }),
  ];
  for (const method of failing) {
    const bundle = await valueBundle({ seven: 7, [displayMethod]: method });
    assert.match(text(bundle), /seven: 7/);
    assert.match(text(bundle), /its display failed: .*(broken|MIME types)/);
  }
});

test("values that set traps do no harm", async () => {
  const trap = () => {
    throw new Error("trap");
  };
  const handler = Object.fromEntries(
    Object.getOwnPropertyNames(Reflect).map((name) => [name, trap]),
  );
  assert.match(text(await valueBundle(new Proxy({}, handler))), /trap|Proxy|\{\}/);
  const custom = { [Symbol.for("nodejs.util.inspect.custom")]: trap };
  assert.match(text(await valueBundle(custom)), /cannot be shown: trap/);
});

test("tensors: shape, type, range, and a picture whose pixels are the values", async () => {
  const image = tf.tensor2d([
    [0, 1],
    [0.5, 1],
  ]);
  const bundle = await valueBundle(image);
  assert.match(text(bundle), /^tensor 2x2 float32, 0 to 1, mean 0.625\n/);
  const png = pixels(bundle);
  assert.deepEqual([png.width, png.height], [112, 112]);
  const grey = (x: number, y: number) => png.data[(y * 112 + x) * 4];
  assert.deepEqual([grey(0, 0), grey(111, 0), grey(0, 111), grey(55, 55)], [0, 255, 128, 0]);
  assert.match(
    text(await valueBundle(tf.tensor1d([1, NaN]))),
    /tensor 2 float32, 1 to 1, mean 1, 1 not finite/,
  );
  image.dispose();
  assert.match(text(await valueBundle(image)), /disposed/);
});

test("colours and several images side by side", async () => {
  const red = new Float32Array(4 * 4 * 3).map((_, i) => (i % 3 === 0 ? 1 : 0));
  const png = pixels(
    await valueBundle(tf.tensor(new Float32Array([...red, ...red]), [2, 4, 4, 3])),
  );
  assert.deepEqual([png.width, png.height], [113, 56]);
  assert.deepEqual([...png.data.subarray(0, 4)], [255, 0, 0, 255]);
});

test("data sets and samples: counts and first images", async () => {
  const digits = await data("digits");
  const bundle = await valueBundle(digits);
  assert.match(text(bundle), /^data digits: .* images to train on, .* 8x8x1, 10 classes/);
  assert.match(html(bundle), /<img [^>]*data:image\/png/);
  assert.match(text(await valueBundle(digits.train)), /^samples: .* images of 8x8x1/);
});

test("a network is its summary and its diagram", async () => {
  const small = net`input 8x8x1 | conv3-4 | fc-10 | softmax`;
  const bundle = await valueBundle(small, netBundle);
  assert.match(text(bundle), /conv3-4|conv/);
  assert.match(html(bundle), /svg|<img/);
});

test("histories are charts, pictures are pictures", async () => {
  const history = await valueBundle({ loss: [2, 1], accuracy: [0.1, 0.9] });
  assert.ok("application/vnd.plotly.v1+json" in history.data);
  const png = PNG.sync.write(new PNG({ width: 1, height: 1 }));
  assert.equal((await valueBundle(png)).data["image/png"], png.toString("base64"));
});
