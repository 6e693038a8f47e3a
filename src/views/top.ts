/** The picture beside the classes that a network sees in it. In: ranked classes. Out: a figure. */
import type { RankedClass } from "../analysis/ofNetwork.js";
import type { TopView } from "../analysis/view.js";
import { shortened } from "./escape.js";
import type { Figure } from "./figure.js";
import { panelsDrawing, type Panel, pictureLayer } from "./panels.js";
import { netName, pictureName, titleOf, untrainedLine } from "./pictureText.js";
import { element, svgText } from "./svg.js";
import { percent } from "./terminalProgress.js";
import { palette } from "./theme.js";

export function topFigure(view: TopView): Figure {
  const { of, ranked } = view;
  const title = titleOf(view, `What ${netName(view)} sees in ${pictureName(of)}`);
  const { height, width } = of.picture;
  const picture: Panel = {
    title: pictureName(of),
    height,
    width,
    layers: [pictureLayer(of.picture)],
  };
  const known = of.label === null ? "" : `this is ${shortened(of.label, 60)}\n`;
  const lines = ranked.map(
    (one) => `${percent(one.probability).padStart(7)}  ${shortened(one.class, 60)}`,
  );
  const bars = barsPanel(ranked, of.label);
  return {
    title,
    alt: `${title}: ${ranked.map((one) => `${shortened(one.class, 60)} ${percent(one.probability)}`).join(", ")}.`,
    text: `${title}\n${known}${lines.join("\n")}`,
    body: panelsDrawing({ panels: [picture, bars], caption: untrainedLine(view) }),
  };
}

/** What a bar runs in, on light and dark grounds. */
const track = { fill: "#80868e", "fill-opacity": "0.2" };

/** Its own class in green, with a sign. */
function barsPanel(ranked: readonly RankedClass[], label: string | null): Panel {
  const line = 44;
  const height = Math.max(220, ranked.length * line);
  const draw = () =>
    ranked
      .map(({ class: name, probability }, i) => {
        const y = i * line;
        const own = name === label;
        const sign = own ? "✓ " : "";
        return [
          svgText(sign + shortened(name, 34), 4, y + 15, { "font-size": 13 }),
          svgText(percent(probability), 366, y + 15, { "font-size": 13, "text-anchor": "end" }),
          element("rect", { x: 4, y: y + 21, width: 362, height: 12, ...track }),
          element("rect", {
            x: 4,
            y: y + 21,
            width: 362 * bounded(probability),
            height: 12,
            fill: own ? palette[2] : palette[0],
          }),
        ].join("");
      })
      .join("");
  return {
    title: "probability of each class",
    height,
    width: 370,
    layers: [{ kind: "shapes", draw }],
  };
}

function bounded(share: number): number {
  return Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
}
