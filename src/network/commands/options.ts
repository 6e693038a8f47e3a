/** The words and options that commands share. */
import { optimizers } from "../optimizers.js";
import { integer, name, number, numberOrName, numbers, oneOf, picture, text } from "./rules.js";

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
  lr: number("lr=1e-3", "learning rate", 0),
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
};

const kernels = ["blur", "sharpen", "emboss", "outline", "sobel"] as const;
export const windowOptions = {
  of,
  kernel: picture("kernel=[[1,0],[0,-1]]", "the kernel", kernels),
  stride: integer("stride=2", "step of the window", 1),
  pad: integer("pad=1", "padding on each side", 0),
  size: integer("size=2", "the pooling window", 1),
};
