/** The figures of each view. In: what a view has computed. Out: figures in their order. A view without an entry does not compile. */
import type { ViewResult } from "../analysis/view.js";
import { classCountsFigure } from "./chartClasses.js";
import { confusionFigure } from "./chartConfusion.js";
import { batchNormFigure, histogramFigure } from "./chartHistogram.js";
import { memoryFigure, paramsFigure } from "./chartLayers.js";
import { paddingFigure } from "./paddingFigure.js";
import { poolingFigure } from "./poolingFigure.js";
import { receptiveGrowthFigure } from "./chartReceptive.js";
import { convolutionFigure } from "./convolutionFigure.js";
import { diagramFigure } from "./diagramFigure.js";
import type { Figure } from "./figure.js";
import { historyFigure } from "./historyFigure.js";
import { summaryFigure } from "./summaryFigure.js";
import { embeddingFigure } from "./embedding.js";
import { filtersFigure } from "./filters.js";
import { mapsFigure } from "./maps.js";
import { maximizeFigure } from "./maximize.js";
import { occlusionFigure } from "./occlusion.js";
import { patchesFigure } from "./patches.js";
import { poolTraceFigure } from "./poolTrace.js";
import { predictionsFigure } from "./predictions.js";
import { hasField, receptiveFieldFigure } from "./receptiveField.js";
import { shownName } from "./shownName.js";
import { samplesFigure, variantsFigure } from "./samples.js";
import { topFigure } from "./top.js";
import { whyFigure } from "./why.js";

type Kind = ViewResult["kind"];
type FiguresOf<K extends Kind> = (
  view: Extract<ViewResult, { readonly kind: K }>,
) => readonly Figure[];

const figuresOf: { readonly [K in Kind]: FiguresOf<K> } = {
  summary: ({ network, frozen }) => [summaryFigure(network, frozen)],
  diagram: ({ network, frozen }) => [diagramFigure(network, frozen)],
  params: ({ network }) => [paramsFigure(network)],
  memory: ({ network, batch }) => [memoryFigure(network, batch)],
  history: ({ runs }) => [historyFigure(runs)],
  receptive: (view) =>
    hasField(view) ? [receptiveFieldFigure(view)] : [receptiveGrowthFigure(view.network)],
  filters: (view) => [filtersFigure(view)],
  maps: (view) => [mapsFigure(view)],
  histogram: (view) => [histogramFigure(view)],
  gradcam: (view) => [whyFigure(view)],
  saliency: (view) => [whyFigure(view)],
  guided: (view) => [whyFigure(view)],
  occlusion: (view) => [occlusionFigure(view)],
  maximize: (view) => [maximizeFigure(view)],
  patches: (view) => [patchesFigure(view)],
  pooltrace: (view) => [poolTraceFigure(view)],
  top5: (view) => [topFigure(view)],
  confusion: ({ network, ...tested }) => [confusionFigure({ net: shownName(network), ...tested })],
  predictions: (view) => [predictionsFigure(view)],
  embedding: (view) => [embeddingFigure(view)],
  batchnorm: (view) => [batchNormFigure(view)],
  samples: (view) => [classCountsFigure(view.data, view.counts), samplesFigure(view)],
  variants: (view) => [variantsFigure(view)],
  convolution: (view) => [convolutionFigure(view)],
  pooling: (view) => [poolingFigure(view)],
  padding: (view) => [paddingFigure(view)],
};

export function viewFigures(view: ViewResult): readonly Figure[] {
  // The table gives each kind the function of its own view, which TypeScript cannot follow.
  return (figuresOf[view.kind] as (view: ViewResult) => readonly Figure[])(view);
}
