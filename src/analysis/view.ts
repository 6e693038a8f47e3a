/**
 * What the views of a network show, as plain numbers. In: a network, its runner, images, data. Out: a result for each view, from
 * which `src/views` makes a figure. A new view is a kind here, its computation beside, and its figure in `src/views/figures.ts`;
 * what is missing does not compile. Maps lie height x width x channels, row by row; nothing here grows with the data.
 */
import type { ClassCount } from "./classCount.js";
import type { Histogram } from "./histogram.js";
import type { WindowView } from "./windowViews.js";
import type { Network, Pair, Shape } from "../network/network.js";
import type { Evaluation } from "../training/evaluate.js";
import type { History } from "../training/history.js";

/** Pixels 0 to 1, height x width x channels (1 or 3), row by row: as the picture looks, not as it is normalised. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Float32Array;
}

/** A picture with what it is called: a file, `digits 17`, `numbers`; `label` where its class is known. */
export interface NamedPicture {
  readonly name: string;
  readonly picture: Picture;
  readonly label: string | null;
}

/** What every figure of a network's values says. Untrained: the weights are the drawn ones. */
export interface OfNetwork {
  readonly network: Network;
  readonly trained: boolean;
}

/** A class with its probability; `index` is its number. */
export interface RankedClass {
  readonly index: number;
  readonly class: string;
  readonly probability: number;
}

/** One value for each cell. */
export interface HeatMap {
  readonly height: number;
  readonly width: number;
  readonly values: Float32Array;
}

/** A part of a picture in its pixels, which may reach over its edges. */
export interface PixelBox {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

export type ViewResult =
  | { readonly kind: "summary"; readonly network: Network }
  | { readonly kind: "diagram"; readonly network: Network }
  | { readonly kind: "params"; readonly network: Network }
  /** Of inference and training with a batch; `network/memory.ts` has the figures. */
  | { readonly kind: "memory"; readonly network: Network; readonly batch: number }
  | HistoryView
  | ReceptiveView
  | FiltersView
  | MapsView
  | HistogramView
  | WhyView
  | OcclusionView
  | MaximizeView
  | PatchesView
  | PoolTraceView
  | TopView
  | ConfusionView
  | PredictionsView
  | EmbeddingView
  | BatchNormView
  | SamplesView
  | VariantsView
  | WindowView;

/** Runs one after the other or side by side, by name. */
export interface HistoryView {
  readonly kind: "history";
  readonly runs: readonly { readonly name: string; readonly history: History }[];
}

/**
 * Growth layer by layer is in the network. `field` is that of one cell of `layer`, where it was asked for or a picture was given;
 * `effective` is the mean size of the gradient of that cell at each input pixel (Luo et al. 2016), largest 1.
 */
export interface ReceptiveView extends OfNetwork {
  readonly kind: "receptive";
  readonly layer: string;
  readonly field: {
    readonly of: NamedPicture | null;
    /** Row and column of the cell, and the layer's height and width. */
    readonly cell: Pair;
    readonly cells: Pair;
    readonly box: PixelBox;
    readonly effective: HeatMap | null;
  } | null;
}

/** `values` are the filters shown, each height x width x channels; layers deeper than the first are shown channel by channel. */
export interface FiltersView extends OfNetwork {
  readonly kind: "filters";
  readonly layer: string;
  readonly height: number;
  readonly width: number;
  /** Those shown of `allChannels`, from the first. */
  readonly channels: number;
  readonly allChannels: number;
  /** Those shown of `allFilters` (the longest where not all are), in their order; `norms` are their Euclidean lengths. */
  readonly filters: readonly number[];
  readonly norms: readonly number[];
  readonly allFilters: number;
  readonly values: Float32Array;
  /** The three channels are red, green and blue of the picture. */
  readonly rgb: boolean;
}

/** All maps of a layer for one picture. A vector has maps of one cell. */
export interface MapsView extends OfNetwork {
  readonly kind: "maps";
  readonly layer: string;
  readonly of: NamedPicture;
  /** Height, width, channels. */
  readonly shape: readonly [number, number, number];
  readonly values: Float32Array;
  /** Channels, the strongest first. A value that is not finite counts as 0. */
  readonly order: readonly number[];
  /** Mean size of each channel's values, by channel. */
  readonly strengths: readonly number[];
  /** Each map in its own range, or all in the layer's. */
  readonly scale: "map" | "layer";
}

export interface HistogramView extends OfNetwork {
  readonly kind: "histogram";
  /** What went in: `256 samples of digits`, `cat.png`; null where no activations were asked for. */
  readonly of: string | null;
  readonly layers: readonly LayerHistogram[];
}

export interface LayerHistogram {
  readonly layer: string;
  readonly activations: Histogram | null;
  /** null for a layer without weights. */
  readonly weights: Histogram | null;
  /** Channels or units, and those that were never above 0; `dead` only behind a ReLU. */
  readonly units: number;
  readonly dead: readonly number[] | null;
}

/**
 * Why a class, over the picture. `heat` lies over the whole picture, whatever its size.
 * gradcam: Selvaraju et al. 2017, ReLU(Σ α·A) of `layer`, largest 1. saliency: Simonyan et al. 2013, largest size of the
 * gradient over the channels, largest 1. guided: Springenberg et al. 2014; `signed` has the gradient itself, height x width x
 * channels, as `Picture`s have.
 */
export interface WhyView extends OfNetwork {
  readonly kind: "gradcam" | "saliency" | "guided";
  readonly of: NamedPicture;
  readonly class: RankedClass;
  /** The layer looked at; that of the input for the other two. */
  readonly layer: string;
  readonly heat: HeatMap;
  readonly signed: Float32Array | null;
}

/** Zeiler and Fergus 2013: how far the class's probability falls where a grey square lies, at each pixel the mean of its squares. */
export interface OcclusionView extends OfNetwork {
  readonly kind: "occlusion";
  readonly of: NamedPicture;
  readonly class: RankedClass;
  /** Negative where the probability rises. */
  readonly heat: HeatMap;
  readonly squares: number;
  /** Side and step in pixels. */
  readonly size: number;
  readonly stride: number;
}

/** Pictures that make a unit large, by gradient ascent from noise. */
export interface MaximizeView extends OfNetwork {
  readonly kind: "maximize";
  readonly layer: string;
  readonly steps: number;
  readonly units: readonly {
    readonly unit: number;
    readonly picture: Picture;
    /** The unit's score (mean over its map) at the beginning and the end. */
    readonly before: number;
    readonly after: number;
  }[];
}

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

/**
 * Which input pixels survive each max pooling of the picture itself (brightness decides, first of equals), pool after pool with
 * the network's own windows; and the cells of the last, with the pixels that each one sees.
 */
export interface PoolTraceView {
  readonly kind: "pooltrace";
  readonly network: Network;
  readonly of: NamedPicture;
  /** What decides, pixel by pixel: the numbers that were given, else brightness. */
  readonly values: Float32Array;
  readonly pools: readonly {
    readonly layer: string;
    readonly height: number;
    readonly width: number;
    /** For each cell, row by row, the index of its pixel in the picture. */
    readonly survivors: Int32Array;
    /** What the first cell sees in the network, convolutions counted; neighbours see `jump` pixels on. */
    readonly field: PixelBox;
    readonly jump: Pair;
  }[];
}

export interface TopView extends OfNetwork {
  readonly kind: "top5";
  readonly of: NamedPicture;
  readonly ranked: readonly RankedClass[];
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
