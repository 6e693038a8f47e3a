import * as tf from "@tensorflow/tfjs";
import type { ActivationWord } from "../../language/words.js";
import type { Activation } from "../../network/network.js";
import { eluLayer } from "./layers/values.js";

type Build = (name: string, alpha: number, outputShape: readonly number[]) => tf.layers.Layer;

const layers: Readonly<Record<ActivationWord, Build>> = {
  relu: stock("relu"),
  leakyrelu: (name, alpha) => tf.layers.leakyReLU({ name, alpha }),
  elu: (name, alpha, outputShape) =>
    alpha === 1 ? tf.layers.elu({ name }) : eluLayer({ name, alpha, outputShape }),
  gelu: stock("gelu"),
  sigmoid: stock("sigmoid"),
  tanh: stock("tanh"),
  softmax: stock("softmax"),
  linear: stock("linear"),
};

export function activationLayer(
  name: string,
  { name: word, alpha }: Activation,
  outputShape: readonly number[],
): tf.layers.Layer {
  return layers[word](name, alpha, outputShape);
}

function stock(activation: "relu" | "gelu" | "sigmoid" | "tanh" | "softmax" | "linear"): Build {
  return (name) => tf.layers.activation({ name, activation });
}
