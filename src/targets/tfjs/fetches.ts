/** What can be looked at. In: names and a batch. Out: values and gradients of layers, gradients of variables and of scores. */
import * as tf from "@tensorflow/tfjs";
import type { Fetch, LabelledBatch, ScoreGradient, Values } from "../../engine/runner.js";
import { imageTensor, labelTensor } from "./batches.js";
import { gradients, inference, training, type Engine } from "./engine.js";
import { forward, type Pass } from "./forward.js";
import { layerAt } from "../../training/headPath.js";
import type { Head } from "./heads.js";
import { known } from "./model.js";
import { foldedGradient, objective } from "./objective.js";
import { layerIndex, scoreGradients } from "./scores.js";

export interface Looked {
  readonly images: Values;
  readonly labels?: LabelledBatch["labels"];
}

/** A gradient is taken at zeros added to a layer's value, at a weight, or worked out from folded probabilities. */
type Asked =
  | { readonly kind: "value"; readonly layer: number }
  | { readonly kind: "beforeNorm"; readonly layer: number; value: tf.Tensor | null }
  | { readonly kind: "folded"; readonly layer: number; readonly head: Head }
  | { readonly kind: "added"; readonly layer: number; readonly source: tf.Tensor }
  | { readonly kind: "weight"; readonly source: tf.Tensor };

interface Request {
  readonly engine: Engine;
  readonly images: tf.Tensor;
  readonly labels: LabelledBatch["labels"] | undefined;
  readonly heads: readonly [Head, ...Head[]];
  readonly asked: readonly Asked[];
  readonly pass: Pass;
}

type LayerValues = readonly (tf.Tensor | null)[];

/** Gradients are of the loss without the l2 penalty; zeros where it does not depend on what is asked. */
export function fetchValues(
  engine: Engine,
  what: readonly Fetch[],
  { images, labels }: Looked,
  isTraining: boolean,
): readonly Values[] {
  const x = imageTensor(engine.network, images);
  const others = what.filter((one) => one.kind !== "scoreGradient");
  const scores = what.filter((one) => one.kind === "scoreGradient");
  const found = [
    ...(others.length > 0 ? looked(engine, others, x, labels, isTraining) : []),
    ...scoresOf(engine, x, scores),
  ];
  const order = [...others, ...scores];
  const results = what.map((one) => {
    const value = found[order.indexOf(one)];
    if (!value) throw new Error("a value is missing");
    return valuesOf(value);
  });
  tf.dispose([...found]);
  return results;
}

/** Those of one score are worked out together. */
function scoresOf(
  engine: Engine,
  images: tf.Tensor,
  asked: readonly ScoreGradient[],
): readonly tf.Tensor[] {
  const scores = [...new Set(asked.map(({ score }) => score))];
  const found = scores.map((score) => {
    const at = [...new Set(asked.filter((one) => one.score === score).map((one) => one.at))];
    const gradients = scoreGradients(engine, images, score, at);
    return new Map(at.map((name, i) => [name, gradients[i]]));
  });
  return asked.flatMap(({ score, at }) => found[scores.indexOf(score)]?.get(at)?.clone() ?? []);
}

type Other = Exclude<Fetch, ScoreGradient>;

function looked(
  engine: Engine,
  what: readonly Other[],
  x: tf.Tensor,
  labels: LabelledBatch["labels"] | undefined,
  isTraining: boolean,
): readonly tf.Tensor[] {
  const heads: Request["heads"] = isTraining ? engine.heads : [engine.heads[0]];
  const asked = what.map((one) => askedOf(engine, heads, one, x.shape[0]));
  const pass = passOf(engine, asked, isTraining);
  const request = { engine, images: x, labels, heads, asked, pass };
  return asked.every(isValue) ? look(request) : differentiate(request);
}

function isValue({ kind }: Asked): boolean {
  return kind === "value" || kind === "beforeNorm";
}

export function valuesOf(tensor: tf.Tensor): Values {
  return { shape: tensor.shape, data: Float32Array.from(tensor.dataSync()) };
}

function look({ engine, images, asked, pass }: Request): readonly tf.Tensor[] {
  const values = forward(engine.network, engine.steps, images, pass);
  return asked.flatMap((one) => {
    if (one.kind === "beforeNorm") return one.value ?? [];
    return one.kind === "value" ? [outputOf(engine, values, one.layer)] : [];
  });
}

function differentiate(request: Request): readonly tf.Tensor[] {
  const { engine, images, heads, asked, pass } = request;
  const { network, steps, rule } = engine;
  if (!request.labels) throw new RangeError("gradients need labels; received images alone");
  const labels = labelTensor(network, rule, images.shape[0], request.labels);
  const sources = asked.flatMap((one) => ("source" in one ? [one.source] : []));
  let seen: readonly (tf.Tensor | null)[] = [];
  const { grads } = gradients(() => {
    const values = forward(network, steps, images, pass);
    seen = asked.map((one) => seenAt(engine, one, values, labels));
    return objective(network, rule, heads, values, labels).loss;
  }, sources);
  const at = (one: Asked) => grads["source" in one ? sources.indexOf(one.source) : -1];
  return asked.map((one, i) => seen[i] ?? (at(one) as tf.Tensor));
}

/** What is there without a gradient of the whole; it is to outlive the recording. */
function seenAt(
  engine: Engine,
  one: Asked,
  values: LayerValues,
  labels: tf.Tensor,
): tf.Tensor | null {
  if ("source" in one) return null;
  if (one.kind === "beforeNorm") return one.value;
  const output = outputOf(engine, values, one.layer);
  const { network, rule } = engine;
  return tf.keep(
    one.kind === "value"
      ? tf.clone(output)
      : foldedGradient(network, rule, one.head, output, labels),
  );
}

/** With the activation that was left out of a folded layer. */
function outputOf({ heads }: Engine, values: LayerValues, layer: number): tf.Tensor {
  const value = known(values, layer);
  const folded = heads.find(({ path }) => path.includes(layer))?.folded;
  if (!folded) return value;
  return folded.name === "softmax" ? tf.softmax(value) : tf.sigmoid(value);
}

function askedOf(engine: Engine, heads: readonly Head[], one: Other, samples: number): Asked {
  const { network, weights } = engine;
  if (one.kind === "variableGradient") {
    const weight = weights.get(one.variable);
    if (weight) return { kind: "weight", source: weight.read() };
    throw new RangeError(`${network.name} has no variable ${one.variable}`);
  }
  const layer = layerIndex(network, one.layer);
  if (one.kind === "activation") return { kind: "value", layer };
  if (one.kind === "beforeNorm") {
    const { batchNorm, operation } = layerAt(network, layer);
    if (batchNorm ?? operation.kind === "bn") return { kind: "beforeNorm", layer, value: null };
    throw new RangeError(`${network.name} has no batch normalisation ${one.layer}`);
  }
  const head = heads.find(({ path }) => path.includes(layer));
  if (head) return { kind: "folded", layer, head };
  return {
    kind: "added",
    layer,
    source: tf.zeros([samples, ...layerAt(network, layer).outputShape]),
  };
}

function passOf(engine: Engine, asked: readonly Asked[], isTraining: boolean): Pass {
  const added = asked.flatMap((one) => (one.kind === "added" ? [one] : []));
  const layers = asked.flatMap((one) => (one.kind === "weight" ? [] : [one.layer]));
  const changes = {
    auxiliaries: isTraining || layers.some((layer) => layerAt(engine.network, layer).aux > 0),
    folded: engine.folded,
    kept: asked.every(isValue) ? new Set([0, ...layers]) : null,
    upto: asked.every(isValue) ? Math.max(...layers) : engine.network.layers.length - 1,
    beforeNorm: (layer: number, value: tf.Tensor) => {
      for (const one of asked) {
        if (one.kind === "beforeNorm" && one.layer === layer) one.value = tf.keep(tf.clone(value));
      }
    },
    watch: (layer: number, value: tf.Tensor) =>
      added
        .filter((one) => one.layer === layer)
        .reduce<tf.Tensor>((sum, { source }) => tf.add(sum, source), value),
  };
  return isTraining ? training(engine, changes) : inference(engine, changes);
}
