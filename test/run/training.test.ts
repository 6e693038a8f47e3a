import { after, test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { resultText } from "../../src/cli/runResults.js";
import { lockFolder } from "../../src/run/folderLock.js";
import { photographFolder } from "../data/photographs.js";
import { folder, problemOf, quick, resultsOf, runText, type Ran } from "./script.js";

after(() => rmSync(folder, { recursive: true }));
photographFolder(join(folder, "photos"), 40);

function notesOf({ events }: Ran): readonly string[] {
  return events.flatMap((event) =>
    event.kind === "training" && event.event.kind === "note" ? [event.event.text] : [],
  );
}

const photos = `data p = folder "photos" size=16x16
augment p flip crop=2 color=0.1 mixup=0.2 cutout=4
net n = input 16x16x3 | conv3-8 bn | maxpool2 | gap | fc-4 | softmax
`;

test("a folder of photographs, varied and mixed: learnt; the same seed, the same curve", async () => {
  const text = `${photos}train n on p epochs=8 batch=8 lr=1e-2 validate=0.2\ntest n on p`;
  const [first, second] = [await runText(text), await runText(text)];
  const [one] = resultsOf(first, "train");
  assert.deepEqual(one?.history, resultsOf(second, "train")[0]?.history);
  assert.ok((one?.history.valLoss?.at(-1) ?? NaN) < (one?.history.valLoss?.[0] ?? NaN));
  assert.ok((resultsOf(first, "test")[0]?.accuracy ?? 0) > 0.5);
});

test("files that break after they were listed: left out with `bad=skip` and counted, else named", async () => {
  const broken = join(folder, "broken");
  photographFolder(broken, 24);
  const text = photos.replace("photos", "broken");
  const train = "train n on p epochs=2 batch=4";
  const spoil = () => writeFileSync(join(broken, "cat", "0.png"), "no image any more");
  const onEvent = (event: Ran["events"][number]) => {
    if (event.kind === "result" && event.result.kind === "net") spoil();
  };
  const skipping = await runText(`${text}${train} bad=skip`, { onEvent });
  const [result] = resultsOf(skipping, "train");
  assert.equal(result?.skipped?.length, 1);
  assert.match(result.skipped[0] ?? "", /cat.0\.png" is no image that is known/);
  const told = resultText(result, { columns: 80, color: false });
  assert.match(told, /left out 1 file:\n.*cat.0\.png" is no image that is known/);
  const read = await runText('data p = folder "broken" size=16x16 bad=skip');
  const [data] = resultsOf(read, "data");
  assert.equal(data?.skipped, 1);
  const style = { columns: 80, color: false };
  assert.match(resultText(data, style), /, 1 file left out, .*\n.*cat.0\.png" is no image/);
  photographFolder(broken, 24);
  const { code, message } = problemOf(await runText(`${text}${train}`, { onEvent }));
  assert.equal(code, "R205");
  assert.match(message, /cat.0\.png"/);
});

test("a learning rate is looked for, taken, and taken again by what goes on", async () => {
  const train = (epochs: number) =>
    `${quick}train a on digits epochs=${epochs} lr=find checkpoint="found"`;
  const first = await runText(train(1));
  const [note = ""] = notesOf(first);
  const rate = /^lr=([\d.e-]+): the loss falls fastest there, of \d+ rates/.exec(note)?.[1];
  assert.ok(Number(rate) > 1e-4 && Number(rate) < 1, note);
  const again = notesOf(await runText(`${train(2)} resume`));
  assert.equal(again[0], `lr=${rate}, as it was found before`);
  const plain = await runText(`${quick}train a on digits epochs=2 lr=${rate}`);
  const resumed = await runText(`${train(2)} resume`);
  assert.deepEqual(resultsOf(resumed, "train")[0]?.history, resultsOf(plain, "train")[0]?.history);
});

test("a learning rate of 0 and a batch beyond the data are told, and train all the same", async () => {
  const ran = await runText(`${quick}train a on digits epochs=1 lr=0 batch=2000`);
  assert.deepEqual(notesOf(ran), [
    "`lr=0`: the weights stay as they are",
    "the batch of 2,000 holds all 1,437 images: a step an epoch",
  ]);
  assert.equal(resultsOf(ran, "train")[0]?.steps, 1);
});

test("balanced classes: a rare class is found that is lost otherwise", async () => {
  const rows = Array.from({ length: 200 }, (_, i) => {
    const rare = i % 20 === 0;
    return `${rare ? 1 : 0},${[0, 1, 2, 3].map((k) => ((i * 7 + k * 13) % 97) / 200 + (rare ? 0.12 : 0)).join()}`;
  });
  writeFileSync(join(folder, "rare.csv"), rows.join("\n"));
  const text = (options: string) =>
    `data r = csv "rare.csv" split=0.5\nnet m = input 2x2x1 | fc-2 | softmax\ntrain m on r epochs=40 batch=10 lr=1e-2 ${options}\ntest m on r`;
  const found = async (options: string) =>
    resultsOf(await runText(text(options)), "test")[0]?.classes[1]?.accuracy ?? NaN;
  assert.ok((await found("weights=balanced")) > (await found("")));
  const { code, at } = problemOf(await runText(text("weights=balanced loss=mse")));
  assert.deepEqual([code, at], ["R103", "balanced"]);
});

test("one folder of checkpoints, one training: a second is refused, one whose process has ended is not", async () => {
  const train = `${quick}train a on digits epochs=1 checkpoint="locked"`;
  const path = join(folder, "locked");
  const unlock = await lockFolder(path);
  const { code, at, message } = problemOf(await runText(train));
  assert.deepEqual([code, at], ["R201", '"locked"']);
  assert.match(message, new RegExp(`another training .*process ${process.pid}`));
  await unlock();
  resultsOf(await runText(train), "train");
  assert.ok(!existsSync(join(path, ".lock")));
  const gone = spawn(process.execPath, ["-e", ""]);
  await new Promise((resolve) => gone.on("close", resolve));
  const lock = (holder: object) => writeFileSync(join(path, ".lock"), JSON.stringify(holder));
  lock({ process: gone.pid, host: hostname(), began: "1" });
  resultsOf(await runText(train), "train");
  lock({ process: process.pid, host: "elsewhere", began: null });
  assert.match(problemOf(await runText(train)).message, /on elsewhere/);
  writeFileSync(join(path, ".lock"), "damaged");
  resultsOf(await runText(train), "train");
});
