/**
 * A network on native TensorFlow. In: a network, a plan and a way to open sessions. Out: a Runner. The graph is compiled
 * at the first call that needs it; what goes in is checked before TensorFlow sees it, and TensorFlow's errors name the
 * layer that they come from.
 */
import { EngineError } from "../../engine/engineError.js";
import type { LabelledBatch, Runner, StepResult, Values } from "../../engine/runner.js";
import type { Feed } from "../../engine/session.js";
import type { Network } from "../../network/network.js";
import { sizeOf } from "../../network/variables.js";
import type { TrainingPlan } from "../../training/plan.js";
import { imageFeed, labelFeed } from "./batches.js";
import type { MachineOptions } from "./compile.js";
import { fetchValues, scoresOf } from "./fetching.js";
import {
  int,
  open,
  refreshCopies,
  run,
  runOne,
  withScores,
  type Feeds,
  type Opened,
} from "./compiledSession.js";
import type { OpenSession } from "./support.js";
import { feeds, fetches } from "./names.js";

/** A plan of null is for networks that are looked at and tested but not trained. */
export function openTensorflowRunner(
  network: Network,
  plan: TrainingPlan | null,
  openSession: OpenSession,
  machine: MachineOptions = { gpu: false, slices: 1 },
): Promise<Runner> {
  let opened: Opened | null = null;
  let disposed = false;
  const using = <T>(work: (opened: Opened) => T): T => {
    if (disposed) throw new EngineError(`${network.name} has been disposed`);
    return work((opened ??= open(network, plan, openSession, machine)));
  };
  const soon = <T>(work: (opened: Opened) => T) => Promise.resolve().then(() => using(work));
  return Promise.resolve({
    engine: "tensorflow",
    network,
    initialize: (seed) => soon((it) => initialize(it, seed)),
    predict: (images) => soon((it) => predict(it, images)),
    trainStep: (batch, learningRate) => soon((it) => trainStep(it, batch, learningRate)),
    evaluate: (batch) => soon((it) => evaluate(it, batch)),
    fetch: (what, batch, training) =>
      soon((it) => {
        opened = withScores(it, scoresOf(it, what));
        refreshCopies(opened);
        return fetchValues(opened, what, batch, training ?? false);
      }),
    readVariable: (name) => soon((it) => readVariable(it, name)),
    writeVariable: (name, data) => soon((it) => writeVariable(it, name, data)),
    optimizerVariables: () => using(({ graph }) => graph.optimizer),
    dispose() {
      opened?.session.dispose();
      opened = null;
      disposed = true;
    },
  });
}

function initialize(opened: Opened, seed: number): void {
  run(opened, { [feeds.seed]: int(seed) }, [fetches.initialize]);
  opened.optimizerReady = true;
  opened.copiesReady = false;
  opened.step = 0;
}

/** Weights may have been written without ever being drawn. */
function clearOptimizer(opened: Opened): void {
  if (opened.optimizerReady || opened.graph.optimizer.length === 0) return;
  run(opened, {}, [fetches.clearOptimizer]);
  opened.optimizerReady = true;
}

function predict(opened: Opened, images: Values): Values {
  refreshCopies(opened);
  const fed = { [feeds.images]: imageFeed(opened.network, images) };
  return runOne(opened, fed, fetches.predictions);
}

function trainStep(opened: Opened, batch: LabelledBatch, learningRate: number): StepResult {
  const { plan, network } = opened;
  if (!plan) throw new EngineError(`${network.name} was opened without a training plan`);
  const rate: Feed = { type: "float32", shape: [], data: Float32Array.of(learningRate) };
  const fed = { ...batchFeeds(opened, batch), [feeds.learningRate]: rate };
  clearOptimizer(opened);
  opened.step ??= Math.round(readVariable(opened, "step")[0] ?? 0);
  const updates = (opened.step + 1) % plan.accumulate === 0;
  const result = stepResult(opened, fed, updates ? fetches.update : fetches.accumulate);
  opened.step += 1;
  opened.copiesReady = false;
  return result;
}

function evaluate(opened: Opened, batch: LabelledBatch): StepResult {
  refreshCopies(opened);
  return stepResult(opened, batchFeeds(opened, batch), fetches.evaluate);
}

function stepResult(opened: Opened, fed: Feeds, name: string): StepResult {
  const [loss = NaN, correct = NaN] = runOne(opened, fed, name).data;
  return { loss, correct };
}

function batchFeeds({ network, graph }: Opened, { images, labels }: LabelledBatch): Feeds {
  const fed = imageFeed(network, images);
  const samples = images.shape[0] ?? 0;
  return { [feeds.images]: fed, [feeds.labels]: labelFeed(network, graph.loss, samples, labels) };
}

function readVariable(opened: Opened, name: string): Float32Array {
  const { number, optimizer } = find(opened, name);
  if (optimizer) clearOptimizer(opened);
  const from = optimizer ? fetches.readOptimizer : fetches.readWeight;
  return runOne(opened, { [feeds.number]: int(number) }, from).data;
}

function writeVariable(opened: Opened, name: string, data: Float32Array): void {
  const { number, optimizer, shape } = find(opened, name);
  if (data.length !== sizeOf(shape)) {
    const wanted = `${sizeOf(shape)} values (${shape.join("×") || "one number"})`;
    throw new RangeError(`variable ${name} holds ${wanted}; received ${data.length}`);
  }
  if (optimizer) clearOptimizer(opened);
  if (name === "step") opened.step = null;
  if (!optimizer) opened.copiesReady = false;
  const fed = {
    [feeds.number]: int(number),
    [feeds.value]: { type: "float32", shape, data } as const,
  };
  run(opened, fed, [optimizer ? fetches.writeOptimizer : fetches.writeWeight]);
}

interface Found {
  readonly number: number;
  readonly optimizer: boolean;
  readonly shape: readonly number[];
}

function find({ graph, network }: Opened, name: string): Found {
  const places = [graph.weights, graph.optimizer].map((all) =>
    all.findIndex((variable) => variable.name === name),
  );
  const [weight = -1, slot = -1] = places;
  const variable = graph.weights[weight] ?? graph.optimizer[slot];
  if (!variable) throw new RangeError(`${network.name} has no variable ${name}`);
  const optimizer = weight === -1;
  return { number: optimizer ? slot : weight, optimizer, shape: variable.shape };
}
