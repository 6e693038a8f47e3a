/** A layer's values in two dimensions, each sample a small picture framed in its class's colour. In: points. Out: a figure. */
import type { EmbeddingView } from "../analysis/dataSetViews.js";
import { formatCount } from "../network/wording.js";
import { captionHeight, captionText } from "./caption.js";
import { escapeHtml, shortened } from "./escape.js";
import type { Drawing, Figure } from "./figure.js";
import { liveInk, stillInk, type Ink } from "./ink.js";
import { netName, titleOf, untrainedLine } from "./pictureText.js";
import {
  blank,
  enlarged,
  picturePixels,
  pixelsUri,
  place,
  shrunkPicture,
  type Pixels,
} from "./pixels.js";
import { pointScript } from "./pointScript.js";
import { element, pixels, svgDocument, svgText } from "./svg.js";
import { fontFamily, paletteColor } from "./theme.js";
import { nearBox } from "./tileScript.js";
import { percent } from "./terminalProgress.js";

const width = 760;
const height = 540;
/** Of a picture with its frame, in the drawing; the sheet has twice as many pixels. */
const mark = 20;
const times = 2;

export function embeddingFigure(view: EmbeddingView): Figure {
  const { layer, data, method, explained, points, classNames } = view;
  const name = method === "pca" ? "PCA" : "t-SNE";
  const what = `${name} of ${layer} in ${netName(view)} for ${shortened(data, 40)}`;
  const title = titleOf(view, what);
  const shares = explained
    ? `; x and y hold ${percent(explained[0])} and ${percent(explained[1])} of the variance`
    : "; distances between far groups mean little";
  const said = `${formatCount(points.length)} samples, near where ${layer} gives them like values${shares}`;
  const groups = classNames.map((one, label) => {
    const own = points.filter((point) => point.label === label);
    return { name: one, count: own.length };
  });
  const counts = groups.filter(({ count }) => count > 0).map((one) => `${one.name} ${one.count}`);
  return {
    title,
    alt: `${title}: ${said}. Classes: ${shortened(counts.join(", "), 200)}.`,
    text: `${title}\n${said}\n${shortened(counts.join(", "), 400)}`,
    body: drawing(view, [said, ...untrainedLine(view)]),
  };
}

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly label: number;
}

function drawing(view: EmbeddingView, caption: readonly string[]): Drawing {
  const placed = placesOf(view);
  const uri = pixelsUri(sheetOf(view, placed));
  const size = { width, height: height + 6 + captionHeight(caption) };
  const content = (ink: Ink) => drawn(view, placed, uri, caption, ink);
  const notes = view.points.map(({ sample }) =>
    sample.label === null ? sample.name : `${sample.label}\n${sample.name}`,
  );
  const places = placed.map(({ x, y }) => `${pixels(x)},${pixels(y)}`).join(" ");
  const box = `viewBox="0 0 ${width} ${pixels(size.height)}"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${box} font-family="${escapeHtml(fontFamily)}" font-size="12" fill="currentColor" style="width:100%;max-width:${width * 1.5}px">${content(liveInk)}</svg>`;
  const html = `<div class="cs-points" style="position:relative" data-mark="${mark}" data-notes="${escapeHtml(JSON.stringify(notes))}" data-points="${places}">${svg}${nearBox}</div>`;
  return {
    kind: "drawing",
    svg: svgDocument(size, content(stillInk)),
    ...size,
    live: { html, script: pointScript },
  };
}

/** Centres in the drawing; both axes have the same scale. */
function placesOf({ points }: EmbeddingView): readonly Placed[] {
  const span = (values: readonly number[]) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return { middle: (low + high) / 2, length: high - low };
  };
  const [x, y] = [span(points.map((p) => p.x)), span(points.map((p) => p.y))];
  const room = mark + 4;
  const scale = Math.min((width - room) / (x.length || 1), (height - room) / (y.length || 1));
  return points.map((point) => ({
    x: width / 2 + (point.x - x.middle) * scale,
    y: height / 2 - (point.y - y.middle) * scale,
    label: point.label,
  }));
}

function sheetOf({ points }: EmbeddingView, placed: readonly Placed[]): Pixels {
  const sheet = blank(width * times, height * times);
  points.forEach(({ sample }, i) => {
    const at = placed[i];
    if (!at) return;
    const image = framed(thumbnail(sample.picture), at.label);
    const corner = (centre: number, length: number, most: number) =>
      Math.max(0, Math.min(most - length, Math.round(centre * times - length / 2)));
    place(
      sheet,
      image,
      corner(at.x, image.width, sheet.width),
      corner(at.y, image.height, sheet.height),
    );
  });
  return sheet;
}

const frame = 3;

/** As large as fits into a mark, pixels whole. */
function thumbnail(picture: EmbeddingView["points"][number]["sample"]["picture"]): Pixels {
  const side = mark * times - 2 * frame;
  const image = picturePixels(shrunkPicture(picture, side));
  return enlarged(image, Math.max(1, Math.floor(side / Math.max(image.width, image.height))));
}

function framed(image: Pixels, label: number): Pixels {
  const made = blank(image.width + 2 * frame, image.height + 2 * frame);
  const hex = paletteColor(label);
  const rgb = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  for (let i = 0; i < made.pixels.length; i += 4) made.pixels.set(rgb, i);
  place(made, image, frame, frame);
  return made;
}

/** Names stand at the middle of their class, so that colour is not alone; many classes go without. */
function drawn(
  { classNames, points }: EmbeddingView,
  placed: readonly Placed[],
  uri: string,
  caption: readonly string[],
  ink: Ink,
): string {
  const sheet = element("image", { width, height, href: uri });
  const named = classNames.length <= 40 ? classNames : [];
  const names = named.map((name, label) => {
    const own = placed.filter((one) => one.label === label);
    if (own.length === 0) return "";
    const middle = (values: readonly number[]) =>
      [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
    const [x, y] = [middle(own.map((one) => one.x)), middle(own.map((one) => one.y))];
    const style = {
      "font-size": 15,
      "font-weight": "bold",
      "text-anchor": "middle",
      "paint-order": "stroke",
      stroke: "#ffffff",
      "stroke-width": 4,
      fill: "#1f2328",
    };
    return svgText(shortened(name, 20), x, y + 5, style);
  });
  const border = element("rect", { width, height, fill: "none", stroke: ink.line });
  const said = captionText(caption, height + 4, ink);
  return [sheet, border, ...(points.length > 0 ? names : []), said].join("");
}
