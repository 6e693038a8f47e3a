/** Activations and gradients by the names of layers and variables. */
import { EngineError } from "../../engine/engineError.js";
import type { Fetch, LabelledBatch, Values } from "../../engine/runner.js";
import { sizeOf } from "../../network/variables.js";
import { imageFeed, labelFeed } from "./batches.js";
import { feeds, type PassNames } from "./names.js";
import { run, type Feeds, type Opened } from "./compiledSession.js";

interface Batch {
  readonly images: Values;
  readonly labels?: LabelledBatch["labels"];
}

/** Values in the order asked for. A gradient at what the loss does not depend on is zero. */
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

function fetchFeeds({ network, graph }: Opened, what: readonly Fetch[], batch: Batch): Feeds {
  const fed = { [feeds.images]: imageFeed(network, batch.images) };
  const gradients = what.some(({ kind }) => kind !== "activation");
  if (!gradients && !batch.labels) return fed;
  if (!batch.labels) throw new RangeError("gradients of the loss need labels; received none");
  const samples = batch.images.shape[0] ?? 0;
  return { ...fed, [feeds.labels]: labelFeed(network, graph.loss, samples, batch.labels) };
}

/** null where the loss does not depend on it. */
function nameOf({ network, graph }: Opened, names: PassNames, fetch: Fetch): string | null {
  if (fetch.kind === "variableGradient") {
    const known = graph.weights.some(({ name }) => name === fetch.variable);
    if (!known) throw new RangeError(`${network.name} has no variable ${fetch.variable}`);
    return names.variableGradients.get(fetch.variable) ?? null;
  }
  const known = names.activations.get(fetch.layer);
  if (known === undefined) throw new RangeError(`${network.name} has no layer ${fetch.layer}`);
  if (fetch.kind === "activation") return known;
  return names.activationGradients.get(fetch.layer) ?? null;
}

function zeros({ network, graph }: Opened, fetch: Fetch, samples: number): Values {
  const shape =
    fetch.kind === "variableGradient"
      ? (graph.weights.find(({ name }) => name === fetch.variable)?.shape ?? [])
      : [samples, ...(network.layers.find(({ name }) => name === fetch.layer)?.outputShape ?? [])];
  return { shape, data: new Float32Array(sizeOf(shape)) };
}
