/**
 * What each command does. In: a checked command and the state. Out: events; what goes wrong is thrown as a Problem. A new
 * statement is an entry of this table.
 */
import { samplesView, variantsView } from "../analysis/dataViews.js";
import type { ViewResult } from "../analysis/view.js";
import type { CommandKeyword } from "../language/syntax.js";
import type { CheckedCommand } from "../network/commands/command.js";
import { Problem } from "../problem/problem.js";
import { augmentData, normalizeData, readData } from "./dataStatements.js";
import type { NamedNetwork, RunEvent, StatementResult } from "./events.js";
import type { LiveNetwork } from "./liveNetwork.js";
import { besideText, dataNamed, dataOf, operand, pathOf } from "./operands.js";
import { imageFiles, imageInput, predictValues } from "./predictImages.js";
import { networkNamed, type ScriptState } from "./scriptState.js";
import { sampleCount } from "../data/samples.js";
import { defaultSeed } from "../training/settings.js";
import { reporting } from "./reporting.js";
import { historyOf, showView, type NetworkView } from "./showView.js";
import { showWindow } from "./showWindow.js";
import { defaultTop, testNetwork, type Tested } from "./testNetwork.js";
import { badFiles, checkpointOptions, trainingOptions } from "./trainOptions.js";
import { trainNetwork } from "./trainNetwork.js";
import type { ViewOptions } from "./viewOptions.js";
import { freezeNetwork, loadNetwork, saveNetwork } from "./weightFiles.js";

export interface Context {
  readonly state: ScriptState;
  readonly signal?: AbortSignal | undefined;
}

type Statement = (command: CheckedCommand, context: Context) => AsyncGenerator<RunEvent, void>;

const notThereYet = single((command) => {
  throw notYet(command);
});

export const statements: Readonly<Record<CommandKeyword, Statement>> = {
  data: readData,
  augment: single(augmentData),
  normalize: single(normalizeData),
  train,
  test,
  predict,
  show: single(show),
  compare: single((command, { state }) => {
    const names = command.operands["nets"] ?? [];
    return { kind: "compare", networks: names.map(({ text }) => live(text, state).network) };
  }),
  load: single(async (command, { state }) => {
    const [live, path] = [liveOf(command, state), pathOf(command)];
    await loadNetwork(live, path);
    return { kind: "load", net: live.network.name, path };
  }),
  save: single(async (command, { state }) => {
    const [live, path] = [liveOf(command, state), pathOf(command)];
    const bytes = await saveNetwork(live, path);
    return { kind: "save", net: live.network.name, path, bytes, trained: live.trained };
  }),
  export: notThereYet,
  freeze: single((command, { state }) => {
    const live = liveOf(command, state);
    const upto = command.options["upto"]?.value;
    const layers = freezeNetwork(live, upto === undefined ? null : String(upto));
    return { kind: "freeze", net: live.network.name, layers };
  }),
};

type Work = (
  command: CheckedCommand,
  context: Context,
) => StatementResult | Promise<StatementResult>;

function single(work: Work): Statement {
  return async function* (command, context) {
    yield { kind: "result", result: await work(command, context) };
  };
}

function notYet({ keyword, form, operands }: CheckedCommand): Problem {
  const what = operands["view"]?.[0]?.text ?? (form === keyword ? "" : form);
  const name = what ? `${keyword} … ${what}` : keyword;
  return new Problem("R101", `\`${name}\` is not there yet`, {
    hints: ["take it out; the rest of the script runs"],
  });
}

/** A network without a view has its summary and its diagram. */
async function show(command: CheckedCommand, { state, signal }: Context): Promise<StatementResult> {
  switch (command.form) {
    case "convolution":
    case "pooling":
    case "padding":
      return { kind: "view", view: await showWindow(command) };
    case "data":
      return { kind: "view", view: showData(command, state) };
    case "history": {
      const nets = (command.operands["nets"] ?? []).map(({ text }) => live(text, state));
      return { kind: "view", view: historyOf(nets) };
    }
    case "network":
      return shownNetwork(liveOf(command, state));
    default: {
      const view = operand(command, "view") as NetworkView;
      const options = viewOptions(command, state);
      return { kind: "view", view: await showView(liveOf(command, state), view, options, signal) };
    }
  }
}

function shownNetwork({ network, frozen }: LiveNetwork): StatementResult {
  return { kind: "show", network, frozen };
}

/** The table of commands has checked names and values. */
function viewOptions(command: CheckedCommand, state: ScriptState): ViewOptions {
  const given = Object.entries(command.options).map(([key, { value }]) => {
    if (key === "on") return [key, dataNamed(String(value), state)];
    if (key === "of" && typeof value === "string") return [key, besideText(command, value)];
    return [key, key === "top" ? [value].flat() : value];
  });
  return Object.fromEntries(given) as ViewOptions;
}

function showData(command: CheckedCommand, state: ScriptState): ViewResult {
  const data = dataOf(command, state);
  const augmented = command.flags.includes("augmented");
  return augmented ? variantsView(data, defaultSeed) : samplesView(data);
}

async function* train(
  command: CheckedCommand,
  { state, signal }: Context,
): AsyncGenerator<RunEvent, void> {
  const [live, data] = [liveOf(command, state), dataOf(command, state)];
  const asked = command.options["validate"]?.value ?? null;
  const validate = typeof asked === "string" ? dataNamed(asked, state) : (asked as number | null);
  const named = namesOf(live);
  const checkpoint = checkpointOptions(command);
  const [options, bad] = [trainingOptions(command), badFiles(command)];
  const request = { data, options, validate, checkpoint, bad, signal };
  for await (const event of trainNetwork(live, request)) {
    yield { kind: "training", ...named, event };
    if (event.kind !== "end") continue;
    yield { kind: "result", result: { kind: "train", ...named, data: data.name, ...event.result } };
  }
}

async function* test(
  command: CheckedCommand,
  { state, signal }: Context,
): AsyncGenerator<RunEvent, void> {
  const [live, data] = [liveOf(command, state), dataOf(command, state)];
  const { top = defaultTop, batch } = numbersOf(command);
  const { name, classNames } = data;
  const place = { net: live.network.name, data: name };
  const options = { top, signal, ...(batch?.[0] === undefined ? {} : { batch: batch[0] }) };
  const of = sampleCount(data.test);
  const figures = yield* reporting<RunEvent, Tested>((report) =>
    testNetwork(live, data, {
      ...options,
      onProgress: (samples) => report({ kind: "testing", ...place, samples, of }),
    }),
  );
  const { trained } = live;
  for (const text of figures.notes) {
    yield { kind: "training", ...namesOf(live), event: { kind: "note", text } };
  }
  const result = { kind: "test", ...namesOf(live), data: name, classNames, trained } as const;
  yield { kind: "result", result: { ...result, ...figures } };
}

async function* predict(
  command: CheckedCommand,
  { state }: Context,
): AsyncGenerator<RunEvent, void> {
  const live = liveOf(command, state);
  const { top = [5] } = numbersOf(command);
  for (const image of await imageFiles(pathOf(command))) {
    const values = await imageInput(live, image);
    const [guesses = []] = await predictValues(live, values, Math.max(...top));
    yield {
      kind: "result",
      result: {
        kind: "predict",
        ...namesOf(live),
        image,
        top: guesses,
        trained: live.trained,
      },
    };
  }
}

function namesOf({ network: { name, title } }: LiveNetwork): NamedNetwork {
  return { net: name, title };
}

function live(name: string, state: ScriptState): LiveNetwork {
  const found = networkNamed(state, name);
  if (!found) throw new Error(`the checker let the network ${name} pass`);
  return found;
}

function liveOf(command: CheckedCommand, state: ScriptState): LiveNetwork {
  return live(operand(command, "net"), state);
}

/** `top=` and `batch=`: lists of numbers. */
function numbersOf({ options }: CheckedCommand): { top?: number[]; batch?: number[] } {
  const list = (key: string) => {
    const value = options[key]?.value;
    return value === undefined ? {} : { [key]: [value].flat() as number[] };
  };
  return { ...list("top"), ...list("batch") };
}
