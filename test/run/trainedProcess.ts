/**
 * A training as a process of its own, for tests that kill it. Arguments: the folder of its checkpoints, a file for its
 * result. It writes a line at its beginning and after each step.
 */
import { writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { data, net, save, test, trainEvents } from "../../src/index.js";
import { part } from "../../src/data/samples.js";

const [folder = "", path = ""] = process.argv.slice(2);
const digits = await data("digits");
const few = {
  ...digits,
  train: part(
    digits.train,
    Int32Array.from({ length: 150 }, (_, i) => i),
  ),
};
const reader = net`input 8x8x1 | conv3-4 bn | maxpool2 | dropout 0.3 | fc-16 | dropout 0.5 | fc-10 | softmax`;

const training = trainEvents(reader, few, {
  epochs: 16,
  batch: 8,
  validate: 0.2,
  schedule: "cosine",
  accumulate: 2,
  lr: 1e-2,
  seed: 7,
  checkpoint: folder,
  checkpointSeconds: 0,
  resume: true,
});
for await (const event of training) {
  if (event.kind === "begin" || event.kind === "step") process.stdout.write(`${event.step}\n`);
  if (event.kind === "step") await setTimeout(1);
  if (event.kind !== "end") continue;
  await save(reader, `${path}.safetensors`);
  const { history, stepHistory, steps, epochs } = event.result;
  const { topErrors, ...figures } = await test(reader, digits);
  const all = { steps, epochs, history, stepHistory, figures, topErrors: [...topErrors] };
  writeFileSync(path, JSON.stringify(all));
}
