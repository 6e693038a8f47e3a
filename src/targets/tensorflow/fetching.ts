/** Activations and gradients by the names of layers and variables. */
import { EngineError } from "../../engine/engineError.js";
import type { Fetch, LabelledBatch, Score, ScoreGradient, Values } from "../../engine/runner.js";
import type { Network } from "../../network/network.js";
import { sizeOf } from "../../network/variables.js";
import { imageFeed, labelFeed } from "./batches.js";
import { feeds, type PassNames, type ScoreNames } from "./names.js";
import { sameScore, type ScoreKey } from "./scores.js";
import { run, type Feeds, type Opened } from "./compiledSession.js";

interface Batch {
  readonly images: Values;
  readonly labels?: LabelledBatch["labels"];
}

/** Values in the order asked for. A gradient at what the loss or the score does not depend on is zero. */
export function fetchValues(
  opened: Opened,
  what: readonly Fetch[],
  batch: Batch,
  training: boolean,
): readonly Values[] {
  const names = training ? opened.graph.training : opened.graph.inference;
  if (!names) throw new EngineError(`${opened.network.name} was opened without a training plan`);
  const fed = fetchFeeds(opened, what, batch);
  const wanted = what.map((one) => nameOf(opened, names, one));
  const distinct = [...new Set(wanted.flatMap((name) => name ?? []))];
  const found = distinct.length === 0 ? [] : run(opened, fed, distinct);
  return what.map((one, i) => {
    const name = wanted[i];
    const value = typeof name === "string" ? found[distinct.indexOf(name)] : undefined;
    return value ?? zeros(opened, one, batch.images.shape[0] ?? 0);
  });
}

/** The scores that are asked for; their layers are known. */
export function scoresOf(
  { network }: Opened,
  what: readonly Fetch[],
): readonly ScoreGradient["score"][] {
  const scores = what.flatMap((one) => (one.kind === "scoreGradient" ? [one.score] : []));
  for (const { layer } of scores) requireLayer(network, layer);
  return scores;
}

const labelled: ReadonlySet<Fetch["kind"]> = new Set(["activationGradient", "variableGradient"]);

function fetchFeeds(opened: Opened, what: readonly Fetch[], batch: Batch): Feeds {
  const { network, graph } = opened;
  const samples = batch.images.shape[0] ?? 0;
  const fed = {
    [feeds.images]: imageFeed(network, batch.images),
    ...scoreFeeds(opened, what, samples),
  };
  const gradients = what.some(({ kind }) => labelled.has(kind));
  if (!gradients && !batch.labels) return fed;
  if (!batch.labels) throw new RangeError("gradients of the loss need labels; received none");
  return { ...fed, [feeds.labels]: labelFeed(network, graph.loss, samples, batch.labels) };
}

function scoreFeeds(opened: Opened, what: readonly Fetch[], samples: number): Feeds {
  const fed = new Map<string, Values>();
  for (const score of scoresOf(opened, what)) {
    const name = scoreNames(opened, score).weights;
    if ((fed.get(name) ?? score.weights) !== score.weights) {
      throw new RangeError(`one call takes one set of weights for the score of ${score.layer}`);
    }
    requireShape(opened.network, score, samples);
    fed.set(name, score.weights);
  }
  return Object.fromEntries(
    [...fed].map(([name, values]) => [name, { type: "float32", ...values }]),
  );
}

function requireShape({ layers }: Network, { layer, weights }: Score, samples: number): void {
  const own = layers.find(({ name }) => name === layer)?.outputShape ?? [];
  const wanted = [samples, ...own].join("×");
  if (weights.shape.join("×") === wanted) return;
  throw new RangeError(
    `the weights of a score of ${layer} are ${wanted}; received ${weights.shape.join("×")}`,
  );
}

function scoreNames({ graph }: Opened, score: ScoreKey): ScoreNames {
  const names = graph.scores.find((known) => sameScore(known, score));
  if (!names) throw new Error(`the graph has no gradients of ${score.layer}`);
  return names;
}

/** null where the loss or the score does not depend on it. */
function nameOf(opened: Opened, names: PassNames, fetch: Fetch): string | null {
  const { network, graph } = opened;
  switch (fetch.kind) {
    case "variableGradient": {
      const known = graph.weights.some(({ name }) => name === fetch.variable);
      if (!known) throw new RangeError(`${network.name} has no variable ${fetch.variable}`);
      return names.variableGradients.get(fetch.variable) ?? null;
    }
    case "scoreGradient":
      requireLayer(network, fetch.at);
      return scoreNames(opened, fetch.score).gradients.get(fetch.at) ?? null;
    case "beforeNorm": {
      const known = names.beforeNorm.get(fetch.layer);
      if (known !== undefined) return known;
      throw new RangeError(`${network.name} has no batch normalisation ${fetch.layer}`);
    }
    case "activation":
    case "activationGradient": {
      requireLayer(network, fetch.layer);
      const all = fetch.kind === "activation" ? names.activations : names.activationGradients;
      return all.get(fetch.layer) ?? null;
    }
  }
}

function requireLayer({ name, layers }: Network, layer: string): void {
  if (layers.some((one) => one.name === layer)) return;
  throw new RangeError(`${name} has no layer ${layer}`);
}

function zeros({ network, graph }: Opened, fetch: Fetch, samples: number): Values {
  const shape =
    fetch.kind === "variableGradient"
      ? (graph.weights.find(({ name }) => name === fetch.variable)?.shape ?? [])
      : [
          samples,
          ...(network.layers.find(({ name }) => name === layerOf(fetch))?.outputShape ?? []),
        ];
  return { shape, data: new Float32Array(sizeOf(shape)) };
}

function layerOf(fetch: Exclude<Fetch, { readonly kind: "variableGradient" }>): string {
  return fetch.kind === "scoreGradient" ? fetch.at : fetch.layer;
}
