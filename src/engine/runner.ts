/**
 * A network on an engine. Training, testing and views drive a Runner and never an engine itself, so every engine serves
 * all of them. Values cross as typed arrays in the layout batch, height, width, channels.
 */
import type { Network } from "../network/network.js";

export type EngineName = "tensorflow" | "wasm" | "js";

export interface Values {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface LabelledBatch {
  readonly images: Values;
  /** Class numbers; one a sample. For `mse` and binary cross-entropy they are the targets themselves. */
  readonly labels: Int32Array | Float32Array;
}

export interface StepResult {
  /** Mean over the batch, without the l2 penalty, auxiliary losses included by their weights. */
  readonly loss: number;
  /** Samples whose largest output is the label. */
  readonly correct: number;
}

/** What can be looked at: a layer's output, the loss's gradient at it, a variable, the loss's gradient at that; a score's gradient. */
export type Fetch =
  | { readonly kind: "activation"; readonly layer: string }
  /** What the layer's batch normalisation takes in. */
  | { readonly kind: "beforeNorm"; readonly layer: string }
  | { readonly kind: "activationGradient"; readonly layer: string }
  | { readonly kind: "variableGradient"; readonly variable: string }
  | ScoreGradient;

/** The gradient of a score at the output of a layer, `at`. Needs no labels; always of inference. */
export interface ScoreGradient {
  readonly kind: "scoreGradient";
  readonly score: Score;
  readonly at: string;
}

/** A weighted sum of what a layer gives, before its softmax or sigmoid. In one call the scores of a layer have the same weights. */
export interface Score {
  readonly layer: string;
  /** In the shape of the layer's output, samples first. */
  readonly weights: Values;
  /** What flows back through a ReLU is cut off below zero (guided backpropagation, Springenberg et al. 2014). */
  readonly guided: boolean;
}

export interface Runner {
  readonly engine: EngineName;
  readonly network: Network;
  /** Draws the initial weights; the same seed gives the same weights on the same engine. Optimiser state is cleared. */
  initialize(seed: number): Promise<void>;
  /** The output of inference for each sample: probabilities where the network ends in softmax, else what it ends in. */
  predict(images: Values): Promise<Values>;
  /** One update (or one accumulation) with dropout and batch statistics on. */
  trainStep(batch: LabelledBatch, learningRate: number): Promise<StepResult>;
  /** The loss and the right answers of inference. */
  evaluate(batch: LabelledBatch): Promise<StepResult>;
  /** `training` turns dropout and batch statistics on; gradients need labels. No variable changes. */
  fetch(
    what: readonly Fetch[],
    batch: { readonly images: Values; readonly labels?: LabelledBatch["labels"] },
    training?: boolean,
  ): Promise<readonly Values[]>;
  readVariable(name: string): Promise<Float32Array>;
  writeVariable(name: string, data: Float32Array): Promise<void>;
  /** Optimiser variables by name (`conv1_1/kernel/m`, `step`), for checkpoints. */
  optimizerVariables(): readonly { readonly name: string; readonly shape: readonly number[] }[];
  dispose(): void;
}
