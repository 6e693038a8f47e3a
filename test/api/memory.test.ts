import { test } from "node:test";
import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { data, net, train } from "../../src/index.js";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

test("a hundred rounds of building, training and disposing keep resident memory flat", async () => {
  const digits = await data("digits");
  const labels = digits.train.labels.slice(0, 32);
  const few = {
    ...digits,
    train: { ...digits.train, images: digits.train.images.slice(0, 2048), labels },
  };
  const megabytes: number[] = [];
  for (let round = 0; round < 100; round++) {
    const a = net`input 8x8x1 | conv3-8 bn | maxpool2 | fc-256 | fc-10 | softmax`;
    await train(a, few, { epochs: 1, batch: 16, seed: round });
    a.dispose();
    collect();
    megabytes.push(process.memoryUsage.rss() / 1e6);
  }
  const [early, late] = [megabytes.slice(40, 60), megabytes.slice(80)].map((part) =>
    Math.min(...part),
  );
  assert.ok((late ?? 0) - (early ?? 0) < 16, `from ${early} MB to ${late} MB`);
});
