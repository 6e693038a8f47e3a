/** What the views of a data set show, alone or seen by a network. */
import type { ClassCount } from "./classCount.js";
import type { Histogram } from "./histogram.js";
import type { OfNetwork, RankedClass } from "./ofNetwork.js";
import type { NamedPicture, PixelBox } from "./picture.js";
import type { Pair, Shape } from "../network/network.js";
import type { Evaluation } from "../training/evaluate.js";

/** The patches of a data set to which a filter answers most, the strongest first; at most one a sample. */
export interface PatchesView extends OfNetwork {
  readonly kind: "patches";
  readonly layer: string;
  readonly unit: number;
  readonly data: string;
  /** Samples looked at. */
  readonly samples: number;
  readonly patches: readonly {
    readonly sample: NamedPicture;
    readonly box: PixelBox;
    readonly value: number;
  }[];
}

export interface ConfusionView extends OfNetwork {
  readonly kind: "confusion";
  readonly data: string;
  readonly classNames: readonly string[];
  /** `confusion[label][guess]`, figures of each class, top-k errors, the worst mistakes. */
  readonly evaluation: Evaluation;
}

export interface PredictionsView extends OfNetwork {
  readonly kind: "predictions";
  readonly data: string;
  /** Of the samples looked at, and those shown: wrong ones first, then right ones, in the data's order. */
  readonly samples: number;
  readonly wrong: number;
  readonly shown: readonly {
    readonly sample: NamedPicture;
    readonly guess: RankedClass;
    readonly right: boolean;
  }[];
}

/** A layer's values of samples in two dimensions. */
export interface EmbeddingView extends OfNetwork {
  readonly kind: "embedding";
  readonly layer: string;
  readonly data: string;
  readonly method: "pca" | "tsne";
  readonly classNames: readonly string[];
  /** Shares of the variance along x and y; null for t-SNE. */
  readonly explained: Pair | null;
  readonly points: readonly {
    readonly x: number;
    readonly y: number;
    readonly label: number;
    readonly sample: NamedPicture;
  }[];
}

/** A batch normalisation's values over a batch: what comes in, and what comes out with the batch's and the moving statistics. */
export interface BatchNormView extends OfNetwork {
  readonly kind: "batchnorm";
  readonly layer: string;
  readonly data: string;
  readonly samples: number;
  readonly before: Histogram;
  readonly training: Histogram;
  readonly inference: Histogram;
  /** By channel. */
  readonly channels: readonly {
    readonly batchMean: number;
    readonly batchDeviation: number;
    readonly movingMean: number;
    readonly movingDeviation: number;
    readonly gamma: number;
    readonly beta: number;
  }[];
}

/** A data set: its classes and some samples of each. */
export interface SamplesView {
  readonly kind: "samples";
  readonly data: string;
  readonly shape: Shape;
  readonly counts: readonly ClassCount[];
  /** Files that were left out because they cannot be read. */
  readonly skipped: number;
  readonly shown: readonly NamedPicture[];
}

/** Variants that training draws of some samples: rows of as many pictures, the sample itself first. */
export interface VariantsView {
  readonly kind: "variants";
  readonly data: string;
  /** What is drawn: `flip`, `crop 4`; empty where nothing is. */
  readonly how: readonly string[];
  readonly rows: readonly (readonly NamedPicture[])[];
}
