/**
 * The table of layer kinds: for each head what it takes, what it needs to come in, and how it is read. A new layer kind
 * is an entry here, its arithmetic in `operations.ts`, and an entry in each target; a missing one does not compile.
 */
import type { ActivationWord, HeadWord } from "../language/words.js";
import type { HeadContext, Reading } from "./headContext.js";
import { activationWords } from "../language/words.js";
import { convOptions, deconvOptions, depthwiseOptions } from "./kinds/convolution.js";
import { readConv, readDeconv, readDepthwise } from "./kinds/convolution.js";
import { denseOptions, readDense, readFlatten } from "./kinds/dense.js";
import {
  batchNormOptions,
  lrnOptions,
  readActivation,
  readDropout,
  readId,
} from "./kinds/plain.js";
import { readInput, readLocalResponse, readNormalization } from "./kinds/plain.js";
import { poolOptions, readGlobalPool, readPool } from "./kinds/pooling.js";
import {
  cropOptions,
  padOptions,
  readCrop,
  readPad,
  readUpsample,
  upsampleOptions,
} from "./kinds/spatial.js";

export interface LayerKind {
  /** How it is written, for messages and completion. */
  readonly form: string;
  readonly meaning: string;
  readonly needs: "map" | "any";
  readonly options: readonly string[];
  /** Which sizes must follow the word: `conv3-64` needs kernel and count. */
  readonly sizes: readonly ("kernel" | "count")[];
  /** `dropout 0.5`: what the value after the word is; null where none may follow. */
  readonly positional: { readonly what: string; readonly required: boolean } | null;
  readonly read: (context: HeadContext) => Reading;
}

/** null for a word that is no layer. */
export function layerKind(word: string): LayerKind | null {
  return Object.hasOwn(layerKinds, word) ? layerKinds[word as ReadableHead] : null;
}

/** `shortcut` is read with its bracket, so it has no entry here. */
export type ReadableHead = Exclude<HeadWord, "shortcut">;

const sizeless = { sizes: [], positional: null } as const;

function pool(word: "maxpool" | "avgpool" | "minpool", what: string): LayerKind {
  const read = (context: HeadContext) => readPool(context, word);
  const meaning = `${what} of each window; the stride is the window unless written`;
  return { form: `${word}2`, meaning, needs: "map", options: poolOptions, ...sizeless, read };
}

function activation(word: ActivationWord): LayerKind {
  const scaled = word === "leakyrelu" || word === "elu";
  const positional = scaled ? { what: "the slope below zero", required: false } : null;
  const meaning = word === "linear" ? "no activation" : `the activation ${word}`;
  const read = (context: HeadContext) => readActivation(context, word);
  return { form: word, meaning, needs: "any", options: [], sizes: [], positional, read };
}

const activations = Object.fromEntries(
  activationWords.map((word) => [word, activation(word)]),
) as Record<ActivationWord, LayerKind>;

export const layerKinds: Readonly<Record<ReadableHead, LayerKind>> = {
  input: {
    form: "input 224x224x3",
    meaning: "what comes in: height x width x channels, or a length",
    needs: "any",
    options: [],
    sizes: [],
    positional: { what: "a size, as in `input 224x224x3`", required: true },
    read: readInput,
  },
  conv: {
    form: "conv3-64",
    meaning: "convolution: kernel, filters, /stride; zero padding (k−1)/2; ReLU implied",
    needs: "map",
    options: convOptions,
    sizes: ["kernel", "count"],
    positional: null,
    read: readConv,
  },
  dwconv: {
    form: "dwconv3",
    meaning: "depthwise convolution: one filter for each channel; ReLU implied",
    needs: "map",
    options: depthwiseOptions,
    sizes: ["kernel"],
    positional: null,
    read: readDepthwise,
  },
  deconv: {
    form: "deconv4-21/2 pad=1",
    meaning: "transposed convolution: (n−1)·stride − 2·pad + kernel + outpad; ReLU implied",
    needs: "map",
    options: deconvOptions,
    sizes: ["kernel", "count"],
    positional: null,
    read: readDeconv,
  },
  maxpool: pool("maxpool", "the largest value"),
  avgpool: pool("avgpool", "the mean"),
  minpool: pool("minpool", "the smallest value"),
  gap: {
    form: "gap",
    meaning: "global average pooling: a vector of channel means",
    needs: "map",
    options: [],
    ...sizeless,
    read: (context) => readGlobalPool(context, "gap"),
  },
  gmp: {
    form: "gmp",
    meaning: "global max pooling: a vector of channel maxima",
    needs: "map",
    options: [],
    ...sizeless,
    read: (context) => readGlobalPool(context, "gmp"),
  },
  flatten: {
    form: "flatten",
    meaning: "a map as one vector, in the order height, width, channels",
    needs: "any",
    options: [],
    ...sizeless,
    read: readFlatten,
  },
  fc: {
    form: "fc-4096",
    meaning: "fully connected layer; flattens a map by itself; ReLU implied",
    needs: "any",
    options: denseOptions,
    sizes: ["count"],
    positional: null,
    read: readDense,
  },
  ...activations,
  bn: {
    form: "bn",
    meaning: "batch normalisation over each channel",
    needs: "any",
    options: batchNormOptions,
    ...sizeless,
    read: readNormalization,
  },
  lrn: {
    form: "lrn",
    meaning: "AlexNet's local response normalisation across channels",
    needs: "map",
    options: lrnOptions,
    ...sizeless,
    read: readLocalResponse,
  },
  dropout: {
    form: "dropout 0.5",
    meaning: "in training sets this share of the values to zero and scales the rest",
    needs: "any",
    options: [],
    sizes: [],
    positional: { what: "a rate, as in `dropout 0.5`", required: true },
    read: readDropout,
  },
  pad: {
    form: "pad 1",
    meaning: "padding on its own",
    needs: "map",
    options: padOptions,
    sizes: [],
    positional: { what: "an amount, as in `pad 1` or `pad 1x2`", required: true },
    read: readPad,
  },
  crop: {
    form: "crop 224x224",
    meaning: "the centre of the map, or from `offset=`",
    needs: "map",
    options: cropOptions,
    sizes: [],
    positional: { what: "a size, as in `crop 224x224`", required: true },
    read: readCrop,
  },
  upsample: {
    form: "upsample2",
    meaning: "each value repeated, or `bilinear`",
    needs: "map",
    options: upsampleOptions,
    ...sizeless,
    read: readUpsample,
  },
  id: {
    form: "id",
    meaning: "the input unchanged",
    needs: "any",
    options: [],
    ...sizeless,
    read: readId,
  },
};
