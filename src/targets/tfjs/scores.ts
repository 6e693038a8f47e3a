/**
 * Gradients of scores, for pictures of what a network looks at. In: images, a score, layers. Out: its gradient at each of them.
 * A gradient is taken at zeros that are added to a layer's value.
 */
import * as tf from "@tensorflow/tfjs";
import type { Score } from "../../engine/runner.js";
import type { Network } from "../../network/network.js";
import { activationAt, layerAt } from "../../training/headPath.js";
import { gradients, inference, type Engine } from "./engine.js";
import { forward } from "./forward.js";
import { known } from "./model.js";
import { differentiable } from "./ops/differentiable.js";

/** Zeros where the score does not depend on a layer. Throws a RangeError for a layer that there is not. */
export function scoreGradients(
  engine: Engine,
  images: tf.Tensor,
  score: Score,
  at: readonly string[],
): readonly tf.Tensor[] {
  const { network, steps } = engine;
  const [samples] = images.shape as [number, ...number[]];
  const of = layerIndex(network, score.layer);
  const weights = weightsOf(network, score, samples);
  const places = at.map((name) => layerIndex(network, name));
  const sources = places.map((place) =>
    tf.zeros([samples, ...layerAt(network, place).outputShape]),
  );
  const pass = inference(engine, {
    auxiliaries: [of, ...places].some((index) => layerAt(network, index).aux > 0),
    folded: new Set(isFolded(network, of) ? [of] : []),
    upto: Math.max(of, ...places),
    watch: (layer, value) =>
      watched(network, { places, sources, guided: score.guided }, layer, value),
  });
  const { grads } = gradients(() => {
    const value = known(forward(network, steps, images, pass), of);
    return tf.sum(tf.mul(value, weights));
  }, sources);
  return grads;
}

interface Watched {
  readonly places: readonly number[];
  readonly sources: readonly tf.Tensor[];
  readonly guided: boolean;
}

function watched(
  network: Network,
  { places, sources, guided }: Watched,
  layer: number,
  value: tf.Tensor,
): tf.Tensor {
  const rectifies = guided && activationAt(network, layer)?.name === "relu";
  const own = sources.filter((_, i) => places[i] === layer);
  return own.reduce<tf.Tensor>(
    (sum, source) => tf.add(sum, source),
    rectifies ? cutOff(value) : value,
  );
}

/** The same value; what flows back is cut off below zero. */
function cutOff(x: tf.Tensor): tf.Tensor {
  const forwards = (value: tf.Tensor) => ({ value: tf.clone(value), saved: [] as const });
  return differentiable([x], forwards, (dy) => [tf.relu(dy)]);
}

/** Scores are taken before these. */
function isFolded(network: Network, index: number): boolean {
  return /^(softmax|sigmoid)$/.test(activationAt(network, index)?.name ?? "");
}

export function layerIndex({ name: network, layers }: Network, layer: string): number {
  const index = layers.findIndex(({ name }) => name === layer);
  if (index < 0) throw new RangeError(`${network} has no layer ${layer}`);
  return index;
}

function weightsOf(network: Network, { layer, weights }: Score, samples: number): tf.Tensor {
  const shape = [samples, ...layerAt(network, layerIndex(network, layer)).outputShape];
  if (weights.shape.join() !== shape.join()) {
    const received = weights.shape.join("×");
    throw new RangeError(
      `the weights of a score of ${layer} are ${shape.join("×")}; received ${received}`,
    );
  }
  return tf.tensor(weights.data, shape);
}
