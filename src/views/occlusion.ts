/** Where hiding a part of the picture costs the class most. In: the drop at each pixel. Out: a figure with a slider. */
import type { OcclusionView } from "../analysis/view.js";
import { formatCount } from "../network/wording.js";
import { shortNumber } from "./colorBar.js";
import type { Figure } from "./figure.js";
import { balanced } from "./maps.js";
import { boxShape, ground, panelsDrawing, type Panel, pictureLayer } from "./panels.js";
import { classText, netName, pictureName, titleOf, untrainedLine } from "./pictureText.js";
import { overlayUri, rangeOf, shrunk } from "./pixels.js";

export function occlusionFigure(view: OcclusionView): Figure {
  const { of, class: chosen, heat, size, stride, squares } = view;
  const what = `Occlusion of ${pictureName(of)} for ${netName(view)}: what ${classText(chosen)}, depends on`;
  const title = titleOf(view, what);
  const range = balanced(rangeOf(heat.values), "diverging");
  const map = shrunk(heat, 144);
  const base = pictureLayer(of.picture);
  const over = { kind: "image", uri: overlayUri(map, "diverging", range, 0), fades: true } as const;
  const place = { height: of.picture.height, width: of.picture.width };
  const square = { top: 0, left: 0, height: size, width: size };
  const panels: readonly Panel[] = [
    {
      title: `${pictureName(of)}, and the square`,
      ...place,
      layers: [base, { kind: "shapes", draw: (scale) => boxShape(square, scale, "#59636e") }],
    },
    { title: "the drop over it", ...place, layers: [base, over] },
    {
      title: "the drop alone",
      ...place,
      layers: [ground(place, "#f7f7f7"), { ...over, fades: false }],
    },
  ];
  const most = rangeOf(heat.values).high;
  const drop = `hiding a part lowers the probability by up to ${signedPercent(Math.max(0, most))}`;
  const how = `${formatCount(squares)} squares of ${size}x${size} pixels, ${stride} apart, filled with the picture's mean`;
  const label = "drop of the probability; blue: it rises";
  const bar = {
    map: "diverging",
    low: signedPercent(range.low),
    high: signedPercent(range.high),
    label,
  } as const;
  return {
    title,
    alt: `${title}: ${drop}; ${how}.`,
    text: `${title}\n${drop}; ${how}`,
    body: panelsDrawing({ panels, bar, caption: [how, ...untrainedLine(view)] }),
  };
}

function signedPercent(value: number): string {
  return `${shortNumber(value * 100)} %`;
}
