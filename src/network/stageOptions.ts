/**
 * The options of stages: what each takes and what it is for. In: the options as written. Out: those that the stage
 * knows, by name; the rest is reported.
 */
import type { Option } from "../language/syntax.js";
import { activationWords } from "../language/words.js";
import type { Report } from "./finding.js";
import { closest } from "../language/spelling.js";
import { leaveOut, rewrite } from "./finding.js";
import { alternatives, didYouMean } from "./wording.js";

export interface OptionKind {
  /** flag: no value; optional: a flag that may take one */
  readonly value: "flag" | "optional" | "required";
  readonly form: string;
  readonly meaning: string;
  /** Words that the value may be. */
  readonly words?: readonly string[];
}

export const initializerWords = [
  "he",
  "heuniform",
  "glorot",
  "glorotnormal",
  "lecun",
  "lecununiform",
  "zeros",
  "ones",
  "constant",
  "normal",
  "truncated",
  "uniform",
  "bilinear",
] as const;

export const modeWords = ["zero", "constant", "reflect", "replicate"] as const;

function flag(form: string, meaning: string): OptionKind {
  return { value: "flag", form, meaning };
}

function option(form: string, meaning: string, words?: readonly string[]): OptionKind {
  return { value: "required", form, meaning, ...(words ? { words } : {}) };
}

const activation = (word: string): OptionKind => ({
  value: word === "leakyrelu" || word === "elu" ? "optional" : "flag",
  form: word,
  meaning: word === "linear" ? "no activation" : `the activation ${word}, in place of ReLU`,
});

export const stageOptions: Readonly<Record<string, OptionKind>> = {
  pad: option("pad=1", "padding on each side: a number, height x width, `same` or `valid`", [
    "same",
    "valid",
  ]),
  mode: option("mode=reflect", "what the padding holds", modeWords),
  value: option("value=1", "the padding's value for mode=constant"),
  group: option("group=2", "groups of channels that do not see each other"),
  dilate: option("dilate=2", "distance between the kernel's cells"),
  outpad: option("outpad=1", "rows and columns added at the far end of a transposed convolution"),
  init: option("init=he", "how the weights begin", initializerWords),
  l2: option("l2=5e-4", "weight decay: λ·w is added to the weights' gradient"),
  maps: option("maps=[[0,1],[1,2]]", "the input maps that each filter sees"),
  bias: flag("bias", "with a bias"),
  nobias: flag("nobias", "without a bias"),
  bn: flag("bn", "one unit: the layer without bias, batch normalisation, activation"),
  ceil: flag("ceil", "round the output size up"),
  eps: option("eps=1e-5", "added to the variance"),
  momentum: option("momentum=0.9", "share of the old moving average that is kept"),
  n: option("n=5", "neighbouring channels that count"),
  k: option("k=2", "the constant under the power"),
  alpha: option("alpha=1e-4", "factor of the sum of squares, for each cell"),
  beta: option("beta=0.75", "the power"),
  offset: option("offset=16x16", "first row and column kept"),
  bilinear: flag("bilinear", "interpolate linearly"),
  nearest: flag("nearest", "repeat the nearest value"),
  zeropad: flag("zeropad", "ResNet's option A: subsample and append zero channels"),
  weight: option("weight=0.3", "weight of the auxiliary loss"),
  upto: option("upto=pool5", "the last layer kept"),
  ...Object.fromEntries(activationWords.map((word) => [word, activation(word)])),
};

/** Gives C401 to C404. */
export function selectOptions(
  written: readonly Option[],
  allowed: readonly string[],
  owner: string,
  report: Report,
): ReadonlyMap<string, Option> {
  const selected = new Map<string, Option>();
  for (const one of written) {
    const name = one.key.text;
    if (!allowed.includes(name)) report(unknownOption(one, allowed, owner));
    else if (selected.has(name))
      report({
        code: "C402",
        span: one.span,
        message: `\`${name}\` is given twice`,
        hints: [leaveOut(one.span, "leave one of them out")],
      });
    else if (fitsForm(one, stageOptions[name], report)) selected.set(name, one);
  }
  return selected;
}

/** What other frameworks call it. */
const elsewhere: Readonly<Record<string, string>> = {
  padding: "pad",
  padding_mode: "mode",
  groups: "group",
  dilation: "dilate",
  dilation_rate: "dilate",
  output_padding: "outpad",
  kernel_initializer: "init",
  initializer: "init",
  use_bias: "bias",
  batchnorm: "bn",
  epsilon: "eps",
  weight_decay: "l2",
  ceil_mode: "ceil",
};

/** What is written on the head rather than as an option. */
const onHead: Readonly<Record<string, string>> = {
  stride: "a stride is written on the head: `conv3-64/2`, `maxpool3/2`",
  strides: "a stride is written on the head: `conv3-64/2`, `maxpool3/2`",
  kernel: "a kernel is written on the head: `conv3-64`, `conv3x5-64`",
  filters: "filters are written on the head: `conv3-64`",
  units: "units are written on the head: `fc-64`",
  activation: "an activation is a flag: `conv3-64 tanh`",
  size: "a window is written on the head: `maxpool2`",
};

function unknownOption(one: Option, allowed: readonly string[], owner: string) {
  const name = one.key.text;
  const other = Object.hasOwn(elsewhere, name) ? (elsewhere[name] ?? null) : null;
  const near = other && allowed.includes(other) ? other : closest(name, allowed);
  const known = Object.hasOwn(stageOptions, name);
  const message = known
    ? `${owner} does not take \`${name}\``
    : `${owner} has no option \`${name}\`${didYouMean(near)}`;
  const listing = Object.hasOwn(onHead, name)
    ? (onHead[name] ?? "")
    : allowed.length
      ? `${owner} takes ${alternatives(allowed)}`
      : `${owner} takes no options`;
  const hint = near && !known ? rewrite(one.key.span, near) : { text: listing };
  return { code: "C401" as const, span: one.key.span, message, hints: [hint] };
}

function fitsForm(one: Option, kind: OptionKind | undefined, report: Report): boolean {
  if (kind?.value === "required" && one.value === null) {
    const message = `\`${one.key.text}\` needs a value, as in \`${kind.form}\``;
    report({ code: "C403", span: one.span, message, hints: [rewrite(one.span, kind.form)] });
    return false;
  }
  if (kind?.value === "flag" && one.value !== null) {
    const message = `\`${one.key.text}\` is a flag and takes no value`;
    report({ code: "C404", span: one.value.span, message, hints: [rewrite(one.span, kind.form)] });
    return false;
  }
  return true;
}
