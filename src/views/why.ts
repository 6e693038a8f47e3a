/** Why a class: maps over the picture. In: Grad-CAM, saliency, guided backpropagation. Out: a figure with a slider. */
import type { WhyView } from "../analysis/view.js";
import type { Figure } from "./figure.js";
import { ground, panelsDrawing, type Panel, pictureLayer } from "./panels.js";
import { classText, netName, pictureName, titleOf, untrainedLine } from "./pictureText.js";
import {
  overlayUri,
  picturePixels,
  pixelsUri,
  resizedMap,
  shrunk,
  shrunkPicture,
} from "./pixels.js";
import { colorStops } from "./theme.js";

const names = {
  gradcam: "Grad-CAM",
  saliency: "Saliency",
  guided: "Guided backpropagation",
} as const;

const meanings = {
  gradcam: (layer: string) => `where maps of ${layer} speak for the class`,
  saliency: () => "how much a pixel changes the class's score (size of the gradient)",
  guided: () => "what in a pixel speaks for the class (gradient through positive paths only)",
} as const;

const unit = { low: 0, high: 1 };
const darkest = colorStops.heat[0] ?? "#000000";
/** Maps of single pixels are noise to an encoder: a figure stays below 100 kB. */
const mapSide = 144;

export function whyFigure(view: WhyView): Figure {
  const { kind, of, class: chosen, layer, heat } = view;
  const what = `${names[kind]} of ${netName(view)} for ${pictureName(of)}: why ${classText(chosen)}`;
  const title = titleOf(view, what);
  const nothing = heat.values.every((value) => value === 0);
  const meaning = meanings[kind](layer);
  const bar = { map: "heat", low: "0", high: "largest", label: meaning } as const;
  const empty = nothing ? ["The map is 0 everywhere: nothing in it speaks for this class."] : [];
  const [row, column] = strongestCell(view);
  const peak = nothing
    ? "nowhere"
    : `most at row ${row}, column ${column} of ${heat.height}x${heat.width}`;
  return {
    title,
    alt: `${title}. The map shows ${meaning}; ${peak}.`,
    text: `${title}\n${meaning}: ${peak}`,
    body: panelsDrawing({
      panels: panelsOf(view),
      bar,
      caption: [...empty, ...untrainedLine(view)],
    }),
  };
}

function panelsOf(view: WhyView): readonly Panel[] {
  const { kind, of, heat, signed } = view;
  const { height, width } = of.picture;
  const size = { height, width };
  const map = kind === "gradcam" ? smooth(heat, height, width) : shrunk(heat, mapSide);
  const base = pictureLayer(of.picture);
  const uri = overlayUri(map, "heat", unit, 0);
  const over = { kind: "image", uri, fades: true, smooth: kind === "gradcam" } as const;
  const alone: Panel =
    signed === null
      ? {
          title: "the map alone",
          ...size,
          layers: [ground(size, darkest), { ...over, fades: false }],
        }
      : {
          title: "its colours, grey is 0",
          ...size,
          layers: [{ kind: "image", uri: signedUri(view) }],
        };
  return [
    { title: pictureName(of), ...size, layers: [base] },
    { title: `${names[kind]} over it`, ...size, layers: [base, over] },
    alone,
  ];
}

/** Few cells become smooth ground. */
function smooth(heat: WhyView["heat"], height: number, width: number): WhyView["heat"] {
  const scale = Math.min(1, 96 / Math.max(height, width));
  return resizedMap(
    heat,
    Math.max(1, Math.round(height * scale)),
    Math.max(1, Math.round(width * scale)),
  );
}

function signedUri({ signed, of: { picture }, heat }: WhyView): string {
  const data = signed ?? new Float32Array();
  const channels = data.length / (heat.height * heat.width);
  const shown = { ...picture, channels, data: data.map((value) => 0.5 + value / 2) };
  return pixelsUri(picturePixels(shrunkPicture(shown, mapSide)));
}

function strongestCell({ heat: { values, width } }: WhyView): readonly [number, number] {
  const at = values.reduce((best, value, i) => (value > (values[best] ?? 0) ? i : best), 0);
  return [Math.floor(at / width), at % width];
}
