/**
 * What the views of a network show, as plain numbers. In: a network, its runner, images, data. Out: a result for each view, from
 * which `src/views` makes a figure. A new view is a kind here, its computation beside, and its figure in `src/views/figures.ts`;
 * what is missing does not compile. Maps lie height x width x channels, row by row; nothing here grows with the data.
 */
import type {
  BatchNormView,
  ConfusionView,
  EmbeddingView,
  PatchesView,
  PredictionsView,
  SamplesView,
  VariantsView,
} from "./dataSetViews.js";
import type { Histogram } from "./histogram.js";
import type { OfNetwork, RankedClass } from "./ofNetwork.js";
import type { HeatMap, NamedPicture, Picture, PixelBox } from "./picture.js";
import type { WindowView } from "./windowViews.js";
import type { Network, Pair } from "../network/network.js";
import type { History } from "../training/history.js";

export type ViewResult =
  /** `frozen` are the names of the layers that keep their weights. */
  | {
      readonly kind: "summary" | "diagram";
      readonly network: Network;
      readonly frozen: readonly string[];
    }
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
