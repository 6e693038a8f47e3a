/** How large a box is, what it says and which colour it has. In: a node of the graph. Out: what is drawn of it. */
import type { Layer, Network, OperationKind, Shape } from "../network/network.js";
import type { DiagramNode } from "./diagramGraph.js";
import type { Size } from "./diagramLayout.js";
import { shortened } from "./escape.js";
import { isFrozen, type Frozen } from "./frozen.js";
import { explainLayers, explainTogether } from "./explain.js";
import { boxedStageText } from "./summaryStage.js";
import { shortCount } from "./summaryNumbers.js";

export type Family =
  | "input"
  | "convolution"
  | "pooling"
  | "dense"
  | "normalisation"
  | "activation"
  | "join"
  | "other"
  | "block";

/** Index into the theme's palette; a block has the colour of the page. */
export const familyColor: Readonly<Record<Family, number | null>> = {
  convolution: 0,
  pooling: 1,
  dense: 2,
  normalisation: 3,
  input: 4,
  activation: 5,
  join: 6,
  other: 7,
  block: null,
};

const familyOf: Readonly<Record<OperationKind, Family>> = {
  input: "input",
  conv: "convolution",
  dwconv: "convolution",
  deconv: "convolution",
  maxpool: "pooling",
  avgpool: "pooling",
  minpool: "pooling",
  gap: "pooling",
  gmp: "pooling",
  fc: "dense",
  bn: "normalisation",
  lrn: "normalisation",
  activation: "activation",
  add: "join",
  concat: "join",
  dropout: "other",
  flatten: "other",
  id: "other",
  pad: "other",
  crop: "other",
  upsample: "other",
  zeropad: "other",
};

/** Drawn low: they do not make a map of their own. */
const low: ReadonlySet<Family> = new Set(["normalisation", "activation", "join", "other"]);

export interface BoxText {
  readonly title: string;
  /** Under it, in a tall enough box; for the name where the title is the stage. */
  readonly under: string;
  readonly hover: readonly string[];
}

export function familyOfNode({ layers }: DiagramNode): Family {
  const [first] = layers;
  return layers.length === 1 && first ? familyOf[first.operation.kind] : "block";
}

const titleLength = 30;

export function boxText(node: DiagramNode, frozen: Frozen): BoxText {
  const [first] = node.layers;
  const kept = isFrozen(node.all, frozen) ? ["frozen: its weights stay as they are"] : [];
  const times = node.count > 1 ? ` ×${node.count}` : "";
  if (node.layers.length === 1 && first) {
    const title = shortened(boxedStageText(first), titleLength);
    const hover = [...explainLayers(node.all), ...kept].map((line) => shortened(line, 160));
    return { title: title + times, under: nameUnder(node, title), hover };
  }
  const params = node.all.reduce((sum, layer) => sum + layer.params, 0);
  return {
    title: shortened(node.name, titleLength) + times,
    under: params > 0 ? `${shortCount(params)} parameters` : "",
    hover: [...explainTogether(shortened(node.name, 160) + times, node.all), ...kept],
  };
}

/** Without the block's; from the first to the last of several; nothing where the title says it. */
function nameUnder({ all }: DiagramNode, title: string): string {
  const own = (layer: Layer | undefined) => layer?.name.split("/").at(-1) ?? "";
  const [first, last] = [own(all[0]), own(all.at(-1))];
  const names = all.length > 1 && first !== last ? `${first}–${last}` : first;
  return names === title ? "" : shortened(names, titleLength);
}

/** How boxes grow with their maps: `span` is 1 where there is room, 0 where none is left. */
export interface Scale {
  readonly side: number;
  readonly channels: number;
  readonly span: number;
}

export function scaleOf({ layers }: Network, span: number): Scale {
  const known = (values: readonly number[]) => Math.max(2, ...values.filter(Number.isFinite));
  return {
    side: known(layers.map(({ outputShape }) => sideOf(outputShape))),
    channels: known(layers.map(({ outputShape }) => outputShape.at(-1) ?? 1)),
    span,
  };
}

function sideOf(shape: Shape): number {
  return shape.length === 3 ? Math.max(shape[0] ?? 1, shape[1] ?? 1) : 1;
}

/** Average widths of a letter at 11 px, bold, and at 10 px: figures are drawn without a browser. */
const titleLetter = 7.3;
const underLetter = 6;

/** Width grows with the logarithm of the map's side, height with that of its channels. */
export function boxSize(node: DiagramNode, { title, under }: BoxText, scale: Scale): Size {
  const shape = outputOf(node)?.outputShape ?? [];
  const share = (value: number, most: number) =>
    Number.isFinite(value) ? Math.log(1 + value) / Math.log(1 + most) : 0;
  const room = node.inner ? 34 : 18;
  const text = Math.max(title.length * titleLetter, under.length * underLetter) + room;
  const wide = 70 + 190 * scale.span * share(sideOf(shape), scale.side);
  const isLow = low.has(familyOfNode(node));
  const high = 28 + 26 * share(shape.at(-1) ?? 1, scale.channels);
  return { width: Math.round(Math.max(text, wide)), height: isLow ? 22 : Math.round(high) };
}

/** The layer whose output leaves a box: the last of the first copy. */
function outputOf({ layers }: DiagramNode): Layer | undefined {
  return layers.at(-1);
}
