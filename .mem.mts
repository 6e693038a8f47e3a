import { data, net, train } from "./src/index.js";
import v8 from "node:v8"; import vm from "node:vm";
v8.setFlagsFromString("--expose-gc"); const gc = vm.runInNewContext("gc") as () => void;
const digits = await data("digits");
const few = { ...digits, train: { ...digits.train, images: digits.train.images.slice(0, 64*128), labels: digits.train.labels.slice(0, 128) } };
const t0 = performance.now();
for (let i = 1; i <= +process.argv[2]!; i++) {
  const a = net`input 8x8x1 | conv3-32 bn | maxpool2 | dropout 0.5 | fc-512 | fc-10 | softmax`;
  await train(a, few, { epochs: 1, batch: 64, seed: i });
  a.dispose();
  if (i % 20 === 0) { gc(); console.log(i, Math.round(process.memoryUsage.rss() / 1e6), Math.round((performance.now()-t0)/i), "ms/round", JSON.stringify(process.memoryUsage())); }
}
