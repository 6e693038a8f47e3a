/**
 * Which pixels survive each max pooling: marked in the picture by the last pool that they come through, and what is left after each.
 * In: survivors. Out: a figure; small pictures show their numbers.
 */
import type { Picture } from "../analysis/picture.js";
import type { PoolTraceView } from "../analysis/view.js";
import { formatCount, formatPair } from "../network/wording.js";
import { shortNumber } from "./colorBar.js";
import type { Figure } from "./figure.js";
import { boxShape, panelsDrawing, type Panel, type PanelLayer, pictureLayer } from "./panels.js";
import { pictureName } from "./pictureText.js";
import { blank, enlarged, picturePixels, pixelsUri, type Pixels } from "./pixels.js";
import { element, svgText } from "./svg.js";
import { palette } from "./theme.js";
import { shownName } from "./shownName.js";

/** Blue, red, green, orange, pink, then again. */
const colors = [palette[0], palette[5], palette[2], palette[1], palette[3]];

export function colorOf(pool: number): string {
  return colors[pool % colors.length] ?? palette[0];
}

/** Sides up to which numbers are written into the pixels. */
const mostNumbers = 16;

type Pool = PoolTraceView["pools"][number];

export function poolTraceFigure(view: PoolTraceView): Figure {
  const { network, of, pools } = view;
  const net = shownName(network);
  const title = `What survives the max pooling of ${net} in ${pictureName(of)}`;
  const { height, width } = of.picture;
  const numeric = Math.max(height, width) <= mostNumbers;
  const marked: Panel = {
    title: "survivors in the picture",
    ...{ height, width },
    layers: numeric ? [numberLayer(view)] : [{ kind: "image", uri: pixelsUri(markedPixels(view)) }],
  };
  const after = pools.map((pool, i) => leftPanel(view, pool, i, numeric));
  const panels = [marked, ...after, ...cellPanel(view)];
  const said = pools.map((pool) => {
    const cells = pool.height * pool.width;
    return `${pool.layer}: ${formatCount(cells)} of ${formatCount(height * width)} pixels (${pool.height}x${pool.width})`;
  });
  const last = pools.at(-1);
  const field: string[] = last
    ? [
        `a cell of ${last.layer} sees ${formatPair([last.field.height, last.field.width])} pixels; neighbours lie ${formatPair([last.jump[0], last.jump[1]])} apart; orange: what the middle one sees`,
      ]
    : [];
  return {
    title,
    alt: `${title}: ${said.join("; ")}.`,
    text: [title, ...said, ...field].join("\n"),
    body: panelsDrawing({
      panels,
      caption: ["Colour: the last pool that a pixel survives. " + said.join("; "), ...field],
    }),
  };
}

/** For each pixel how many pools it survives. */
function depths({ pools, values }: PoolTraceView): Uint8Array {
  const found = new Uint8Array(values.length);
  pools.forEach(({ survivors }, i) => survivors.forEach((pixel) => (found[pixel] = i + 1)));
  return found;
}

/** The picture pale, survivors in colour; those of deep pools are few and therefore larger. */
function markedPixels(view: PoolTraceView): Pixels {
  const { height, width } = view.of.picture;
  const times = Math.max(1, Math.round(224 / Math.max(height, width)));
  const made = enlarged(picturePixels(view.of.picture), times);
  pale(made);
  const deepest = depths(view);
  for (let depth = 1; depth <= view.pools.length; depth++) {
    const rgb = rgbOf(colorOf(depth - 1));
    const size = depth <= 2 ? times : times * (depth - 1);
    deepest.forEach((own, pixel) => {
      if (own !== depth) return;
      const [y, x] = [Math.floor(pixel / width) * times, (pixel % width) * times];
      dot(made, y - Math.floor((size - times) / 2), x - Math.floor((size - times) / 2), size, rgb);
    });
  }
  return made;
}

/** 16 greys, so that the picture stays small. */
function pale({ pixels: data }: Pixels): void {
  for (let i = 0; i < data.length; i += 4) {
    const grey = 0.299 * (data[i] ?? 0) + 0.587 * (data[i + 1] ?? 0) + 0.114 * (data[i + 2] ?? 0);
    data.fill(Math.round((150 + (105 * grey) / 255) / 7) * 7, i, i + 3);
  }
}

function dot(onto: Pixels, top: number, left: number, size: number, rgb: readonly number[]): void {
  for (let y = Math.max(0, top); y < Math.min(onto.height, top + size); y++)
    for (let x = Math.max(0, left); x < Math.min(onto.width, left + size); x++)
      onto.pixels.set(rgb, (y * onto.width + x) * 4);
}

function rgbOf(hex: string): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

/** A number a pixel; survivors have a frame in their pool's colour and its number in the corner. */
function numberLayer(view: PoolTraceView): PanelLayer {
  const { of, values } = view;
  const deepest = depths(view);
  const { width } = of.picture;
  const grey = picturePixels(of.picture).pixels;
  const draw = () =>
    Array.from(values, (value, i) => {
      const depth = deepest[i] ?? 0;
      const level = grey[i * 4] ?? 0;
      return cell(i % width, Math.floor(i / width), value, level, depth);
    }).join("");
  return { kind: "shapes", draw };
}

/** One unit wide: texts are drawn in hundredths, because browsers have a smallest font. */
function cell(x: number, y: number, value: number, level: number, depth: number): string {
  const fill = `rgb(${level},${level},${level})`;
  const ink = level > 140 ? "#1f2328" : "#ffffff";
  const color = colorOf(Math.max(0, depth - 1));
  const frame =
    depth > 0
      ? element("rect", {
          x: 5,
          y: 5,
          width: 90,
          height: 90,
          fill: "none",
          stroke: color,
          "stroke-width": 10,
        }) +
        element("rect", { x: 62, y: 62, width: 38, height: 38, fill: color }) +
        svgText(String(depth), 81, 93, {
          "font-size": 32,
          "text-anchor": "middle",
          fill: "#ffffff",
        })
      : "";
  const text = svgText(cellNumber(value), 46, 52, {
    "font-size": 34,
    "text-anchor": "middle",
    fill: ink,
  });
  const ground = element("rect", { width: 100, height: 100, fill });
  return `<g transform="translate(${x} ${y}) scale(.01)">${ground}${frame}${text}</g>`;
}

function cellNumber(value: number): string {
  const short = shortNumber(value);
  return short.length > 4 ? shortNumber(Number(value.toFixed(2))) : short;
}

/** What is left after a pool, in its colour. */
function leftPanel(view: PoolTraceView, pool: Pool, index: number, numeric: boolean): Panel {
  const { of, values } = view;
  const { height, width, survivors } = pool;
  const grey = picturePixels(of.picture);
  const title = `after ${pool.layer}: ${height}x${width}`;
  if (numeric) {
    const draw = () =>
      Array.from(survivors, (pixel, i) =>
        cell(
          i % width,
          Math.floor(i / width),
          values[pixel] ?? NaN,
          grey.pixels[pixel * 4] ?? 0,
          0,
        ),
      ).join("");
    return { title, color: colorOf(index), height, width, layers: [{ kind: "shapes", draw }] };
  }
  const made = blank(width, height);
  survivors.forEach((pixel, i) =>
    made.pixels.set(grey.pixels.subarray(pixel * 4, pixel * 4 + 4), i * 4),
  );
  const uri = pixelsUri(made);
  return { title, color: colorOf(index), height, width, layers: [{ kind: "image", uri }] };
}

/** The last pool's cells over the picture, each the part of it that lies nearest, and what the middle one sees. */
function cellPanel({ of, pools }: PoolTraceView): readonly Panel[] {
  const last = pools.at(-1);
  if (!last || last.height * last.width > 400) return [];
  const { height, width } = of.picture;
  const title = `${last.layer}: ${last.height}x${last.width} cells`;
  const draw = (scale: number) => cellLines(last, of.picture, scale);
  const layers: readonly PanelLayer[] = [pictureLayer(of.picture), { kind: "shapes", draw }];
  return [{ title, height, width, layers }];
}

function cellLines(pool: Pool, { height, width }: Picture, scale: number): string {
  const [stepY, stepX] = [height / pool.height, width / pool.width];
  const [row, column] = [Math.floor(pool.height / 2), Math.floor(pool.width / 2)];
  const top = pool.field.top + row * pool.jump[0];
  const left = pool.field.left + column * pool.jump[1];
  const own = { top: row * stepY, left: column * stepX, height: stepY, width: stepX };
  const inner = (count: number) => Array.from({ length: count - 1 }, (_, i) => i + 1);
  return [
    ...inner(pool.width).map((i) => whiteLine(i * stepX, 0, i * stepX, height, scale)),
    ...inner(pool.height).map((i) => whiteLine(0, i * stepY, width, i * stepY, scale)),
    boxShape(own, scale, palette[5]),
    boxShape({ ...pool.field, top, left }, scale, palette[1]),
  ].join("");
}

function whiteLine(x1: number, y1: number, x2: number, y2: number, scale: number): string {
  const thick = { stroke: "#ffffff", "stroke-width": String(1.2 / scale) };
  return element("line", { x1, y1, x2, y2, ...thick });
}
