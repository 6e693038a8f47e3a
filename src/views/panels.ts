/**
 * Pictures side by side, with maps and boxes over them, and a slider for how opaque the maps are. In: panels. Out: a drawing.
 */
import type { Picture } from "../analysis/picture.js";
import { captionHeight, captionText } from "./caption.js";
import { barHeight, colorBar, type ColorBar } from "./colorBar.js";
import { escapeHtml, shortened } from "./escape.js";
import type { Drawing } from "./figure.js";
import { crisp, crispStyle, embedded, sharedImage, useImage } from "./image.js";
import { liveInk, stillInk, type Ink } from "./ink.js";
import { panelUri } from "./pixels.js";
import { element, pixels, svgDocument, svgText } from "./svg.js";
import { fontFamily } from "./theme.js";

export interface Panel {
  readonly title: string;
  /** Of a square before the title. */
  readonly color?: string;
  /** Of the picture, in its pixels. */
  readonly height: number;
  readonly width: number;
  readonly layers: readonly PanelLayer[];
}

export type PanelLayer =
  /** Stretched over the picture; `fades` follows the slider. */
  | {
      readonly kind: "image";
      readonly uri: string;
      readonly fades?: boolean;
      readonly smooth?: boolean;
    }
  /** Drawn in the picture's pixels. `thin` is how many of the drawing's pixels make one of the picture's. */
  | { readonly kind: "shapes"; readonly draw: (scale: number) => string };

export interface Panels {
  readonly panels: readonly Panel[];
  readonly bar?: ColorBar;
  readonly caption: readonly string[];
}

const width = 760;
const gap = 14;
const highest = 300;
const titleHeight = 20;
/** A larger drawing is not sent a second time, only to follow a dark page; pictures in it are sent once. */
const mostTwice = 45_000;

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function panelsDrawing(figure: Panels): Drawing {
  const places = placesOf(figure.panels);
  const bottom = Math.max(...places.map(({ y, height }) => y + height), 0);
  const { bar, caption } = figure;
  const height = bottom + 8 + (bar ? barHeight + 4 : 0) + captionHeight(caption);
  const size = { width, height };
  const content = (ink: Ink) => drawn(figure, places, bottom, ink);
  const fades = figure.panels.some(({ layers }) =>
    layers.some((one) => "fades" in one && one.fades),
  );
  const box = `viewBox="0 0 ${pixels(width)} ${pixels(height)}"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${box} font-family="${escapeHtml(fontFamily)}" font-size="12" fill="currentColor" style="width:100%;max-width:${pixels(width * 1.2)}px">${content(liveInk)}</svg>`;
  const live = fades || svg.replace(embedded, "").length < mostTwice;
  const html = `${fades ? slider : ""}${svg}`;
  return {
    kind: "drawing",
    svg: svgDocument(size, content(stillInk)),
    ...size,
    ...(live ? { live: { html, script: fades ? fadeScript : "" } } : {}),
  };
}

const slider = `<label style="display:flex;gap:8px;align-items:center;font-size:12px;margin:2px 0 6px">opacity of the map <input type="range" min="0" max="100" value="70" style="width:180px"> <output>70 %</output></label>`;

const fadeScript = `
const range = root.querySelector("input"), out = root.querySelector("output");
range.oninput = () => {
  out.textContent = range.value + " %";
  for (const map of root.querySelectorAll("[data-fades]")) map.setAttribute("opacity", range.value / 100);
};
`;

/** Rows of panels, as high as fits; a row is full when the next one would make it smaller than this. */
function placesOf(panels: readonly Panel[]): readonly Place[] {
  const columns = panels.length <= 4 ? Math.max(1, panels.length) : Math.ceil(panels.length / 2);
  const side = (width - gap * (columns - 1)) / columns;
  const places: Place[] = [];
  let y = 0;
  for (let start = 0; start < panels.length; start += columns) {
    const row = panels.slice(start, start + columns);
    const heights = row.map((panel) => Math.min(highest, (side * panel.height) / panel.width));
    row.forEach((panel, i) => {
      const height = heights[i] ?? 0;
      const own = Math.min(side, (height * panel.width) / panel.height);
      places.push({ x: i * (side + gap), y: y + titleHeight, width: own, height });
    });
    y += Math.max(...heights) + titleHeight + 10;
  }
  return places;
}

function drawn(
  { panels, bar, caption }: Panels,
  places: readonly Place[],
  bottom: number,
  ink: Ink,
): string {
  const parts = panels.map((panel, i) => {
    const place = places[i];
    return place ? panelSvg(panel, place, ink) : "";
  });
  const below = bottom + 8;
  const legend = bar ? colorBar(bar, 0, below, ink) : "";
  const said = captionText(caption, below + (bar ? barHeight + 4 : 0), ink);
  return [crispStyle, sharedPictures(panels), ...parts, legend, said].join("");
}

/** Each picture is in the drawing once, however many panels show it. */
function sharedPictures(panels: readonly Panel[]): string {
  const shared = panels.flatMap(({ layers, width: w, height: h }) =>
    layers.flatMap((layer) => (layer.kind === "image" ? sharedImage(layer.uri, w, h) : [])),
  );
  return element("defs", {}, [...new Set(shared)].join(""));
}

function panelSvg(panel: Panel, { x, y, width: w, height: h }: Place, ink: Ink): string {
  const { color } = panel;
  const room = Math.max(8, Math.floor(w / 6.2) - (color ? 2 : 0));
  const title = svgText(shortened(panel.title, room), x + (color ? 15 : 0), y - 6, {
    fill: ink.ink,
  });
  const sign = color ? element("rect", { x, y: y - 16, width: 11, height: 11, fill: color }) : "";
  const layers = panel.layers.map((layer) => layerSvg(layer, panel, w / panel.width));
  const view = `0 0 ${panel.width} ${panel.height}`;
  const place = { x, y, width: w, height: h, viewBox: view, preserveAspectRatio: "none" };
  const frame = element("rect", { x, y, width: w, height: h, fill: "none", stroke: ink.line });
  return sign + title + element("svg", place, layers.join("")) + frame;
}

function layerSvg(layer: PanelLayer, panel: Panel, scale: number): string {
  if (layer.kind === "shapes") return layer.draw(scale);
  return useImage(layer.uri, panel.width, {
    opacity: layer.fades ? 0.7 : undefined,
    "data-fades": layer.fades ? 1 : undefined,
    ...(layer.smooth ? {} : crisp),
  });
}

/** A picture as it is; a photograph is smooth, single pixels are not. */
export function pictureLayer(picture: Picture): PanelLayer {
  const smooth = Math.max(picture.height, picture.width) >= 64;
  return { kind: "image", uri: panelUri(picture), smooth };
}

/** A ground of one colour. */
export function ground(
  { height, width: w }: Pick<Panel, "height" | "width">,
  fill: string,
): PanelLayer {
  return { kind: "shapes", draw: () => element("rect", { width: w, height, fill }) };
}

/** A box with a light line on a dark one, seen on any picture. */
export function boxShape(
  {
    top,
    left,
    height,
    width: w,
  }: {
    readonly top: number;
    readonly left: number;
    readonly height: number;
    readonly width: number;
  },
  scale: number,
  color: string,
): string {
  const place = { x: left, y: top, width: w, height, fill: "none" };
  const line = (stroke: string, thick: number) =>
    element("rect", { ...place, stroke, "stroke-width": String(thick / scale) });
  return line("#ffffff", 4) + line(color, 2);
}
