/** `convscript start`, what `npm start` runs: the first network of a lecture, from its text to what it has learnt. */
import { join } from "node:path";
import { packageRoot } from "../packageRoot.js";
import type { RunEvent } from "../run/events.js";
import { openRunner } from "../run/openRunner.js";
import { predictValues } from "../run/predictImages.js";
import { disposeAll, scriptState, type ScriptState } from "../run/scriptState.js";
import type { History } from "../training/history.js";
import { curveChart } from "../views/terminalCurve.js";
import { judgedImages, type Judged } from "../views/terminalGuesses.js";
import type { Io } from "./command.js";
import { run as showEngine } from "./engine.js";
import { runSource } from "./run.js";
import { textDisplay, type Display } from "./runDisplay.js";
import { textOf } from "./texts.js";

const scripts = join(packageRoot, "notebooks", "scripts");

/** Pictures are no wider, however wide the terminal is. */
const widest = 120;

export async function run(args: readonly string[], io: Io): Promise<number> {
  if (args.length > 0) {
    io.stderr.write("usage: convscript start\n");
    return 2;
  }
  const engine = await showEngine([], io);
  if (engine !== 0) return engine;
  const state = scriptState(openRunner);
  try {
    const code = await runScript("digits.conv", state, io);
    if (code !== 0) return code;
    await drawDigits(state, io);
    return await runScript("vgg.conv", state, io);
  } finally {
    disposeAll(state);
  }
}

async function runScript(name: string, state: ScriptState, io: Io): Promise<number> {
  const text = await textOf(join(scripts, name), io);
  const display = withCurve(textDisplay(io), io);
  io.stdout.write("\n");
  if ("source" in text) return runSource(text.source, state, display, io);
  display.refuse([text.diagnostic]);
  return 1;
}

/** After a training its curve. */
function withCurve(display: Display, { stdout, columns }: Io): Display {
  const show = (event: RunEvent) => {
    display.show(event);
    if (event.kind !== "result" || event.result.kind !== "train") return;
    stdout.write(`\n${curves(event.result.history, Math.min(columns, widest))}\n\n`);
  };
  return { ...display, show };
}

function curves({ loss, accuracy }: History, columns: number): string {
  const title = "in training";
  return [
    curveChart([{ name: "loss", values: loss }], { title, columns }),
    curveChart([{ name: "accuracy", values: accuracy }], { title, columns, top: 1 }),
  ].join("\n\n");
}

/** Some digits of the test part, with the five likeliest classes of each: the first, and the least sure. */
async function drawDigits(state: ScriptState, io: Io): Promise<void> {
  const digits = state.data.get("digits");
  const live = state.networks.get("reader");
  if (!digits || !live) return;
  const { images, labels, shape } = digits.test;
  const values = { shape: [labels.length, ...shape], data: images };
  const guesses = await predictValues(live, values, 5);
  const columns = Math.min(io.columns, widest);
  const count = columns < widest ? 2 : 3;
  const sureness = (index: number) => guesses[index]?.[0]?.probability ?? 0;
  const unsure = [...labels.keys()].sort((a, b) => sureness(a) - sureness(b));
  const chosen = [...labels.keys()].slice(0, count).concat(unsure.slice(0, count));
  const [height = 0, width = 0] = shape;
  const judged = chosen.map((index): Judged => {
    const pixels = images.subarray(index * height * width, (index + 1) * height * width);
    const label = digits.classNames[labels[index] ?? 0] ?? "";
    return { pixels, height, width, label, guesses: guesses[index] ?? [] };
  });
  const heading = `test digits: the first ${count}, and the ${count} that it is least sure of`;
  io.stdout.write(`\n${heading}\n\n${judgedImages(judged, columns).join("\n")}\n`);
}
