import { data, net, test, train } from "./src/index.js";
const [epochs, batch, lr, schedule, seeds, warm] = process.argv.slice(2);
const digits = await data("digits");
for (const seed of seeds!.split(",").map(Number)) {
  const a = net`input 8x8x1 | conv3-32 bias | bn | maxpool2 | dropout 0.5 | conv3-64 bias | bn | maxpool2 | dropout 0.5 | fc-128 | fc-10 | softmax`;
  const r = await train(a, digits, { epochs: +epochs!, batch: +batch!, lr: +lr!, schedule: schedule as "cosine", seed, warmup: +(warm ?? 0) });
  const t = await test(a, digits);
  console.log(process.argv.slice(2).join(" "), "seed", seed, r.engine, r.seconds.toFixed(1), "s train", r.history.accuracy.at(-1)!.toFixed(3), "test", t.accuracy.toFixed(4), t.loss.toFixed(4));
  a.dispose();
}
