/**
 * A training as a process of its own, for tests that kill it. Arguments: the folder of its checkpoints, a file for its
 * result, and a folder of images, or nothing for the digits. It writes a line at its beginning and after each step.
 */
import { writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import {
  augment,
  data,
  folder as imageFolder,
  net,
  normalize,
  save,
  test,
  trainEvents,
  type DataSet,
} from "../../src/index.js";
import { part } from "../../src/data/samples.js";

const [folder = "", path = "", images] = process.argv.slice(2);

async function someDigits(): Promise<DataSet> {
  const digits = await data("digits");
  const first = Int32Array.from({ length: 150 }, (_, i) => i);
  return { ...digits, train: part(digits.train, first) };
}

async function photographs(path: string): Promise<DataSet> {
  const read = imageFolder(path, { size: [16, 16] });
  const varied = augment(read, { flip: true, crop: 2, rotate: 5, color: 0.1, mixup: 0.2 });
  return normalize(varied, "imagenet");
}

const few = images === undefined ? await someDigits() : await photographs(images);
const reader =
  images === undefined
    ? net`input 8x8x1 | conv3-4 bn | maxpool2 | dropout 0.3 | fc-16 | dropout 0.5 | fc-10 | softmax`
    : net`input 16x16x3 | conv3-4 bn | maxpool2 | dropout 0.3 | fc-16 | fc-4 | softmax`;

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
  const { topErrors, ...figures } = await test(reader, few);
  const all = { steps, epochs, history, stepHistory, figures, topErrors: [...topErrors] };
  writeFileSync(path, JSON.stringify(all));
}
