/**
 * A checked network: a graph of layers in plain numbers, each with the span it was written at. It knows nothing of
 * tensors. `layers` is in topological order, `layers[0]` is the input, and every index in `inputs` points backwards.
 */
import type { Span } from "../language/source.js";
import type { ActivationWord } from "../language/words.js";

/** `[units]` for a vector, `[height, width, channels]` for a map. */
export type Shape = readonly number[];

/** Height, width. */
export type Pair = readonly [number, number];

export interface Padding {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export type PaddingMode =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "reflect" }
  | { readonly kind: "replicate" };

export interface Activation {
  readonly name: ActivationWord;
  /** leakyrelu: slope below zero (0.01); elu: scale below zero (1); 0 for the others */
  readonly alpha: number;
}

/** `normal` takes a standard deviation, `uniform` a limit, `constant` a value; the others take nothing. */
export type InitializerName =
  | "he"
  | "heuniform"
  | "glorot"
  | "glorotnormal"
  | "lecun"
  | "lecununiform"
  | "zeros"
  | "ones"
  | "constant"
  | "normal"
  | "truncated"
  | "uniform"
  | "bilinear";

/** he, glorotnormal and lecun are normal; glorot is uniform. Fan in and fan out are the variable's. */
export interface Initializer {
  readonly name: InitializerName;
  readonly value: number;
}

interface Weighted {
  readonly bias: boolean;
  readonly initializer: Initializer;
  /** λ of `l2=λ`: λ·w is added to the gradient of the weights (λ/2·w² to the loss); 0 for none */
  readonly l2: number;
}

interface Windowed {
  readonly kernelSize: Pair;
  readonly strides: Pair;
  /** The real amounts, also for `pad=same`. */
  readonly padding: Padding;
}

export interface Conv extends Weighted, Windowed {
  readonly kind: "conv";
  readonly filters: number;
  readonly groups: number;
  readonly dilation: Pair;
  readonly mode: PaddingMode;
  /** For each filter the input maps that it sees (LeNet-5's table); the other weights are zero and not counted. */
  readonly maps: readonly (readonly number[])[] | null;
}

export interface DepthwiseConv extends Weighted, Windowed {
  readonly kind: "dwconv";
  readonly dilation: Pair;
  readonly mode: PaddingMode;
}

/** Output (n−1)·stride − padding + dilation·(kernel−1) + 1 + outputPadding, as PyTorch's ConvTranspose2d. */
export interface Deconv extends Weighted, Windowed {
  readonly kind: "deconv";
  readonly filters: number;
  readonly groups: number;
  readonly dilation: Pair;
  readonly outputPadding: Pair;
}

/**
 * Padding counts as −∞ for max, +∞ for min, 0 for average. With `ceil` a last window may reach past the padded map:
 * what lies there is left out, also of the average's divisor, as PyTorch and Caffe do.
 */
export interface Pool extends Windowed {
  readonly kind: "maxpool" | "avgpool" | "minpool";
  readonly ceil: boolean;
}

export interface Dense extends Weighted {
  readonly kind: "fc";
  readonly units: number;
}

export interface BatchNorm {
  readonly epsilon: number;
  /** moving = momentum·moving + (1−momentum)·batch */
  readonly momentum: number;
}

/** x / (bias + alpha·Σ x²)^beta over `size` neighbouring channels; alpha is per cell, as in the AlexNet paper. */
export interface LocalResponseNorm {
  readonly kind: "lrn";
  readonly size: number;
  readonly bias: number;
  readonly alpha: number;
  readonly beta: number;
}

export type Operation =
  | { readonly kind: "input" }
  | Conv
  | DepthwiseConv
  | Deconv
  | Pool
  | Dense
  | { readonly kind: "gap" | "gmp" | "flatten" | "id" | "add" | "concat" }
  | { readonly kind: "activation"; readonly activation: Activation }
  | ({ readonly kind: "bn" } & BatchNorm)
  | LocalResponseNorm
  | { readonly kind: "dropout"; readonly rate: number }
  | { readonly kind: "pad"; readonly padding: Padding; readonly mode: PaddingMode }
  /** `offset` is the first row and column kept */
  | { readonly kind: "crop"; readonly offset: Pair }
  | {
      readonly kind: "upsample";
      readonly factor: Pair;
      readonly interpolation: "nearest" | "bilinear";
    }
  /** ResNet's option A: every `strides`-th value, zero channels appended up to the output's */
  | { readonly kind: "zeropad"; readonly strides: Pair };

export type OperationKind = Operation["kind"];

export interface Layer {
  readonly name: string;
  readonly operation: Operation;
  /** Indices of the layers it reads, all smaller than its own; the first is the main one. */
  readonly inputs: readonly number[];
  /** The shape of the first input; the input layer has its own shape here. */
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** Batch normalisation of a `conv3-64 bn` unit: between the operation and its activation. */
  readonly batchNorm: BatchNorm | null;
  /** Applied last, implied or written as a flag; null where there is none (`linear` is null). */
  readonly activation: Activation | null;
  /** True where the activation was written as a flag, false where it is implied. */
  readonly activationWritten: boolean;
  /** kernel and gamma */
  readonly weights: number;
  /** bias and beta */
  readonly biases: number;
  /** moving mean and variance */
  readonly nonTrainable: number;
  readonly params: number;
  readonly macs: number;
  /** In input pixels, height and width; never clipped to the input. */
  readonly receptiveField: Pair;
  /** Input pixels between neighbouring outputs; a fraction after upsampling. */
  readonly jump: Pair;
  /** Number of the auxiliary head that the layer belongs to; 0 on the main path. */
  readonly aux: number;
  /** Where the weights begin as a copy: `net mine = vggD upto=pool5`. */
  readonly copiedFrom: { readonly network: string; readonly layer: string } | null;
  /** The stage's own text, without `xN`. */
  readonly span: Span;
  /** The enclosing block calls, outermost first. */
  readonly calls: readonly Span[];
  /** The same with the stages that are networks: where in the text the layer comes from. */
  readonly trail: readonly Span[];
}

export interface AuxiliaryHead {
  /** Index of the head's last layer: its logits or probabilities. */
  readonly output: number;
  readonly weight: number;
}

export interface Totals {
  readonly params: number;
  readonly weights: number;
  readonly biases: number;
  readonly nonTrainable: number;
  readonly macs: number;
  readonly activations: number;
  readonly receptiveField: Pair;
  readonly withAux: { readonly params: number; readonly macs: number } | null;
}

export interface Network {
  readonly name: string;
  readonly title: string | null;
  readonly span: Span;
  readonly layers: readonly Layer[];
  /** Index of the last layer of the main path. */
  readonly output: number;
  readonly auxiliaries: readonly AuxiliaryHead[];
  readonly totals: Totals;
  /** False where errors kept the rest from being known; such a network is shown, never built. */
  readonly complete: boolean;
}
