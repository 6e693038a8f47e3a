/** What a statement has come to, as figures. In: its result. Out: figures in the order they are shown. */
import { formatCount, formatShape, plural } from "../network/wording.js";
import type { NamedNetwork, StatementResult } from "../run/events.js";
import { topFigure } from "../views/chartClasses.js";
import { testFigure } from "../views/chartAccuracy.js";
import { comparisonFigures } from "../views/comparisonFigure.js";
import { diagramFigure } from "../views/diagramFigure.js";
import type { Figure } from "../views/figure.js";
import { viewFigures } from "../views/figures.js";
import { messageFigure } from "../views/messageFigure.js";
import { shownName } from "../views/shownName.js";
import { summaryFigure } from "../views/summaryFigure.js";
import { trainingFigure } from "../views/trainingFigure.js";

type Kind = StatementResult["kind"];
type Result<K extends Kind> = Extract<StatementResult, { readonly kind: K }>;

const figuresOf: { readonly [K in Kind]: (result: Result<K>) => readonly Figure[] } = {
  net: ({ network }) => [diagramFigure(network)],
  block: ({ name }) => [said(`block ${name}`)],
  use: ({ names }) => [said(`using ${names.join(", ")}`)],
  data: dataFigures,
  train: (result) => [trainingFigure({ ...result, net: netOf(result) })],
  test: (result) => [testFigure({ ...result, net: netOf(result), evaluation: result })],
  predict: ({ image, trained, top, ...named }) => [
    topFigure({ net: netOf(named), image, label: null, trained, ranked: top }),
  ],
  show: ({ network, frozen }) => [summaryFigure(network, frozen), diagramFigure(network, frozen)],
  view: ({ view }) => viewFigures(view),
  compare: ({ networks }) => comparisonFigures(networks),
  save: ({ net, path, bytes, trained }) => [
    said(`saved ${net} to ${path} (${formatCount(bytes)} bytes)${initial(net, trained)}`),
  ],
  load: ({ net, path }) => [said(`loaded ${net} from ${path}`)],
  freeze: ({ net, layers }) => [said(`froze ${plural(layers.length, "layer")} of ${net}`)],
};

/** Trainings are left out where they have been drawn as they went. */
export function resultFigures(
  result: StatementResult,
  { drawnLive = true } = {},
): readonly Figure[] {
  if (result.kind === "train" && drawnLive) return [];
  // The table gives each kind the function of its own result, which TypeScript cannot follow.
  return (figuresOf[result.kind] as (result: StatementResult) => readonly Figure[])(result);
}

function netOf({ net, title }: NamedNetwork): string {
  return shownName({ name: net, title });
}

function said(text: string): Figure {
  return messageFigure("", text);
}

function initial(net: string, trained: boolean): string {
  return trained ? "" : `; ${net} has not been trained: these are its initial weights`;
}

function dataFigures(result: Result<"data">): readonly Figure[] {
  const { data, train, test, shape, classes, skipped } = result;
  const left = skipped ? `, ${plural(skipped, "file")} left out` : "";
  const text = `data ${data}: ${formatCount(train)} images to train on, ${formatCount(test)} to test${left}, ${formatShape(shape)}, ${classes} classes`;
  return [said(text)];
}
