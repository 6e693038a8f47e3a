/** The words and options that commands share. */
import { optimizers } from "../optimizers.js";
import {
  cell,
  integer,
  name,
  number,
  numberOrName,
  numberOrWord,
  numbers,
  oneOf,
  picture,
  text,
} from "./rules.js";

export const dataSets = ["digits", "mnist", "fashion", "kmnist", "cifar10", "cifar100"] as const;

/** Views of a network, and what each takes beside `of=` and `at=`. */
export const networkViews = [
  "summary",
  "diagram",
  "params",
  "memory",
  "receptive",
  "filters",
  "maps",
  "histogram",
  "gradcam",
  "saliency",
  "guided",
  "occlusion",
  "maximize",
  "patches",
  "pooltrace",
  "top5",
  "confusion",
  "predictions",
  "embedding",
  "batchnorm",
  "history",
] as const;

export const at = name("at=conv1_2", "the layer");
export const of = picture('of="cat.png"', "the picture, or numbers");
export const top = numbers("top=1,5", "how many guesses count", 1);
export const split = number("split=0.8", "share of the samples that is trained on", 0, 1);
export const batch = integer("batch=64", "samples a step", 1);

export const training = {
  epochs: integer("epochs=5", "rounds through the data", 1),
  batch,
  optimizer: oneOf("optimizer=adam", "how weights are updated", optimizers),
  lr: numberOrWord("lr=1e-3", "learning rate; find tries some first", ["find"], 0),
  loss: oneOf("loss=crossentropy", "what is made small", [
    "crossentropy",
    "binarycrossentropy",
    "mse",
  ]),
  seed: integer("seed=1", "start of all random draws", 0),
  momentum: number("momentum=0.9", "share of the last update that is kept", 0, 1),
  decay: number("decay=0.01", "weight decay of adamw", 0),
  schedule: oneOf("schedule=cosine", "how the learning rate changes", [
    "constant",
    "step",
    "cosine",
  ]),
  warmup: integer("warmup=100", "steps in which the learning rate rises", 0),
  every: integer("every=30", "epochs between the drops of schedule=step", 1),
  factor: number("factor=0.1", "what a drop multiplies by", 0, 1),
  clip: number("clip=1", "largest global norm of the gradient", 0),
  accumulate: integer("accumulate=4", "batches averaged before an update", 1),
  weights: oneOf("weights=balanced", "how much each class counts in the loss", ["balanced"]),
  patience: integer("patience=5", "epochs without progress before stopping", 1),
  precision: oneOf("precision=bf16", "arithmetic of the layers", ["float32", "bf16"]),
  validate: numberOrName("validate=0.1", "share of the training part, or a data set", 0, 1),
  checkpoint: text('checkpoint="dir"', "folder that keeps the run"),
  bad: oneOf("bad=skip", "what to do with samples that cannot be read", ["skip", "stop"]),
} as const;

export const shown = {
  at,
  of,
  on: name("on=digits", "the data set"),
  class: numberOrName("class=7", "the class that is asked for", 0),
  unit: integer("unit=3", "the filter or unit, from 0", 0),
  top,
  sample: integer("sample=17", "a test sample of the data set, from 0", 0),
  cell: cell("cell=3x4", "row x column of a layer's cell, from 0"),
  scale: oneOf("scale=layer", "what a map's colours span", ["map", "layer"]),
  size: integer("size=32", "side of the square that occlusion hides", 1),
  stride: integer("stride=16", "pixels between the squares", 1),
  method: oneOf("method=pca", "how an embedding is made flat", ["tsne", "pca"]),
  samples: integer("samples=200", "how many samples are looked at", 1),
  steps: integer("steps=64", "steps of gradient ascent", 1),
  batch,
  seed: training.seed,
};
