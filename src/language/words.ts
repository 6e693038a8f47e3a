/** The words of the language: what is a keyword, a head, an activation, and so cannot be a name. */
import { commandKeywords } from "./syntax.js";

export const keywords = ["net", "block", "use", ...commandKeywords] as const;
export type Keyword = (typeof keywords)[number];

export const activationWords = [
  "relu",
  "leakyrelu",
  "elu",
  "gelu",
  "sigmoid",
  "tanh",
  "softmax",
  "linear",
] as const;
export type ActivationWord = (typeof activationWords)[number];

/** Heads of the form `conv3-64/2`: which of kernel, count and stride may follow the word. */
export const sizedHeads = {
  conv: { kernel: true, count: true, stride: true },
  dwconv: { kernel: true, count: false, stride: true },
  deconv: { kernel: true, count: true, stride: true },
  maxpool: { kernel: true, count: false, stride: true },
  avgpool: { kernel: true, count: false, stride: true },
  minpool: { kernel: true, count: false, stride: true },
  fc: { kernel: false, count: true, stride: false },
  upsample: { kernel: true, count: false, stride: false },
} as const;
export type SizedHead = keyof typeof sizedHeads;

export const plainHeads = [
  "input",
  "gap",
  "gmp",
  "flatten",
  "bn",
  "lrn",
  "dropout",
  "pad",
  "crop",
  "id",
  "shortcut",
] as const;
export type PlainHead = (typeof plainHeads)[number];

export type HeadWord = SizedHead | PlainHead | ActivationWord;

export const headWords: readonly HeadWord[] = [
  ...(Object.keys(sizedHeads) as SizedHead[]),
  ...plainHeads,
  ...activationWords,
];
