/** The summary of a network as a figure: tables in HTML, the terminal's summary as text. */
import type { Network } from "../network/network.js";
import type { Figure } from "./figure.js";
import { formatCount, formatPair, formatShape, plural } from "../network/wording.js";
import { nothingFrozen, type Frozen } from "./frozen.js";
import { shownName } from "./shownName.js";
import { summaryText } from "./summary.js";
import { summaryHtml } from "./summaryHtml.js";

/** Columns of the text form: that of a notebook's output. */
const textColumns = 100;

export function summaryFigure(network: Network, frozen: Frozen = nothingFrozen): Figure {
  const { layers, output, totals } = network;
  const shapes = [layers[0], layers[output]].map((layer) => formatShape(layer?.outputShape ?? []));
  return {
    title: `Summary of ${shownName(network)}`,
    alt: `A table of ${plural(layers.length, "layer")} from ${shapes.join(" to ")}: ${formatCount(totals.params)} parameters, ${formatCount(totals.macs)} multiply-adds, receptive field ${formatPair(totals.receptiveField)}.`,
    text: summaryText(network, { columns: textColumns, color: false }, frozen),
    body: { kind: "document", html: summaryHtml(network, frozen) },
  };
}
