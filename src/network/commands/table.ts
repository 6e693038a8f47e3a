/**
 * The table of commands: the forms of each, its operands in order, flags and options. A new statement is an entry here
 * and one where it is run.
 */
import type { CommandKeyword } from "../../language/syntax.js";
import type { Rule } from "./rules.js";
import { batch, dataSets, networkViews, shown, split, top, training } from "./options.js";
import { integer, name, number, oneOf, size } from "./rules.js";
import { convolutionOptions, paddingOptions, poolingOptions } from "./windowOptions.js";

/** An operand: a network, a data set, a text in quotes, a fixed word, or one of some words. */
export type Slot =
  | { readonly kind: "network"; readonly name: string; readonly many?: boolean }
  | { readonly kind: "data"; readonly name: string }
  | { readonly kind: "text"; readonly name: string }
  | { readonly kind: "word"; readonly word: string }
  | {
      readonly kind: "choice";
      readonly name: "view" | "set" | "by";
      readonly words: readonly string[];
    };

export interface CommandForm {
  readonly name: string;
  readonly usage: string;
  readonly meaning: string;
  /** `data pets = …` */
  readonly target: boolean;
  readonly slots: readonly Slot[];
  readonly flags: readonly string[];
  readonly options: Readonly<Record<string, Rule>>;
}

const net: Slot = { kind: "network", name: "net" };
const data: Slot = { kind: "data", name: "data" };
const word = (text: string): Slot => ({ kind: "word", word: text });
const path: Slot = { kind: "text", name: "path" };

/** A slot for each of so many operands: one that takes many is there as often as the others leave room, at least once. */
export function slotsFor({ slots }: CommandForm, operands: number): readonly Slot[] {
  const room = Math.max(1, operands - (slots.length - 1));
  return slots.flatMap((slot) =>
    slot.kind === "network" && slot.many ? new Array<Slot>(room).fill(slot) : [slot],
  );
}

function form(
  name: string,
  usage: string,
  meaning: string,
  slots: readonly Slot[],
  rest: Partial<CommandForm> = {},
): CommandForm {
  return { name, usage, meaning, target: false, slots, flags: [], options: {}, ...rest };
}

export const commandTable: Readonly<Record<CommandKeyword, readonly CommandForm[]>> = {
  data: [
    form("set", "data digits", "a data set that is known by name", [
      { kind: "choice", name: "set", words: dataSets },
    ]),
    form(
      "named",
      "data d = digits",
      "the same under another name",
      [{ kind: "choice", name: "set", words: dataSets }],
      { target: true },
    ),
    form(
      "folder",
      'data pets = folder "photos" size=224x224',
      "images, a folder for each class",
      [word("folder"), path],
      {
        target: true,
        options: {
          size: size("size=224x224", "height x width that images are brought to"),
          split,
          fit: oneOf("fit=crop", "how images of other proportions fit", [
            "crop",
            "letterbox",
            "stretch",
          ]),
          seed: training.seed,
          bad: training.bad,
        },
      },
    ),
    form(
      "idx",
      'data d = idx "images" "labels"',
      "files in MNIST's format",
      [word("idx"), { kind: "text", name: "path" }, { kind: "text", name: "labels" }],
      {
        target: true,
        options: { split, seed: training.seed },
      },
    ),
    form("csv", 'data d = csv "file"', "a table: the label, then the values", [word("csv"), path], {
      target: true,
      options: {
        size: size("size=28x28", "height x width of a row's values"),
        split,
        seed: training.seed,
      },
    }),
  ],
  augment: [
    form(
      "augment",
      "augment pets flip crop=4 rotate=10",
      "variants of the images, in training",
      [data],
      {
        flags: ["flip"],
        options: {
          crop: integer("crop=4", "pixels of a random shift", 0),
          rotate: number("rotate=10", "degrees either way", 0, 180),
          color: number("color=0.1", "change of brightness, contrast, saturation", 0, 1),
          pca: number("pca=0.1", "AlexNet's colour jitter", 0),
          cutout: integer("cutout=8", "side of the square left out", 1),
          mixup: number("mixup=0.2", "strength of mixing two samples", 0),
        },
      },
    ),
  ],
  normalize: [
    form("normalize", "normalize pets imagenet", "preprocessing, kept with the weights", [
      data,
      { kind: "choice", name: "by", words: ["imagenet", "dataset", "image"] },
    ]),
  ],
  train: [
    form(
      "train",
      "train net on data epochs=5 batch=64",
      "train a network",
      [net, word("on"), data],
      {
        flags: ["resume"],
        options: training,
      },
    ),
  ],
  test: [
    form(
      "test",
      "test net on data top=1,5",
      "loss, accuracy, top-k error",
      [net, word("on"), data],
      { options: { top, batch } },
    ),
  ],
  predict: [
    form(
      "predict",
      'predict "cat.png" with net top=5',
      "classes of one's own image, file or folder",
      [path, word("with"), net],
      { options: { top } },
    ),
  ],
  show: [
    form(
      "convolution",
      'show convolution of="cat.png" kernel=blur',
      "the sliding window, step by step",
      [word("convolution")],
      { flags: ["transposed"], options: convolutionOptions },
    ),
    form(
      "pooling",
      'show pooling of="cat.png" size=2',
      "pooling, step by step",
      [word("pooling")],
      { options: poolingOptions },
    ),
    form(
      "padding",
      'show padding of="cat.png" pad=2',
      "the kinds of padding side by side",
      [word("padding")],
      { options: paddingOptions },
    ),
    form("network", "show net", "summary and diagram", [net], { options: shown }),
    form(
      "view",
      "show net maps at=conv1_2",
      "a picture of the network",
      [net, { kind: "choice", name: "view", words: networkViews }],
      { options: shown },
    ),
    form("history", "show a b history", "the curves of several trainings over each other", [
      { kind: "network", name: "nets", many: true },
      word("history"),
    ]),
    form("data", "show data", "class counts and samples", [data], { flags: ["augmented"] }),
  ],
  compare: [
    form("compare", "compare vggA vggD", "networks side by side in one table", [
      { kind: "network", name: "nets", many: true },
    ]),
  ],
  load: [
    form("load", 'load net from "file.safetensors"', "weights from a file", [
      net,
      word("from"),
      path,
    ]),
  ],
  save: [
    form("save", 'save net to "file.safetensors"', "weights to a file", [net, word("to"), path]),
  ],
  export: [
    form(
      "export",
      'export net to "dir" as=keras',
      "the network for another framework",
      [net, word("to"), path],
      {
        options: {
          as: oneOf("as=keras", "the format", ["keras", "pytorch", "tfjs", "savedmodel", "onnx"]),
        },
      },
    ),
  ],
  freeze: [
    form("freeze", "freeze net upto=pool4", "keep weights as they are", [net], {
      options: { upto: name("upto=pool4", "the last layer frozen") },
    }),
  ],
};
