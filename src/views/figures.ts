/** The figures of each view. In: what a view has computed. Out: figures in their order. A view without an entry does not compile. */
import type { ViewResult } from "../analysis/view.js";
import { classCountsFigure, topFigure } from "./chartClasses.js";
import { testFigures } from "./chartConfusion.js";
import { batchNormFigure, histogramFigure } from "./chartHistogram.js";
import { memoryFigure, paramsFigure } from "./chartLayers.js";
import { receptiveGrowthFigure } from "./chartReceptive.js";
import { diagramFigure } from "./diagramFigure.js";
import type { Figure } from "./figure.js";
import { historyFigure } from "./historyFigure.js";
import { messageFigure } from "./messageFigure.js";
import { summaryFigure } from "./summaryFigure.js";

type Kind = ViewResult["kind"];
type FiguresOf<K extends Kind> = (
  view: Extract<ViewResult, { readonly kind: K }>,
) => readonly Figure[];

const figuresOf: { readonly [K in Kind]: FiguresOf<K> } = {
  summary: ({ network }) => [summaryFigure(network)],
  diagram: ({ network }) => [diagramFigure(network)],
  params: ({ network }) => [paramsFigure(network)],
  memory: ({ network, batch }) => [memoryFigure(network, batch)],
  history: ({ runs }) => [historyFigure(runs)],
  receptive: (view) => [receptiveGrowthFigure(view.network)],
  filters: later,
  maps: later,
  histogram: (view) => [histogramFigure(view)],
  gradcam: later,
  saliency: later,
  guided: later,
  occlusion: later,
  maximize: later,
  patches: later,
  pooltrace: later,
  top5: ({ network, of, trained, ranked }) => [
    topFigure({ net: network.name, image: of.name, label: of.label, trained, ranked }),
  ],
  confusion: ({ network, data, trained, classNames, evaluation }) =>
    testFigures({ net: network.name, data, trained, classNames, evaluation }),
  predictions: later,
  embedding: later,
  batchnorm: (view) => [batchNormFigure(view)],
  samples: ({ data, counts }) => [classCountsFigure(data, counts)],
  variants: later,
  convolution: later,
  pooling: later,
  padding: later,
};

export function viewFigures(view: ViewResult): readonly Figure[] {
  // The table gives each kind the function of its own view, which TypeScript cannot follow.
  return (figuresOf[view.kind] as (view: ViewResult) => readonly Figure[])(view);
}

function later({ kind }: ViewResult): readonly Figure[] {
  return [messageFigure(kind, "this view has no figure yet")];
}
