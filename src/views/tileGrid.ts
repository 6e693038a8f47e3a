/**
 * Many small pictures as one: a sheet of pixels inside an SVG, a label under each tile; where scripts run, the one under the pointer
 * is enlarged. In: tiles of one size. Out: a drawing.
 */
import { captionHeight, captionText } from "./caption.js";
import { barHeight, colorBar, type ColorBar } from "./colorBar.js";
import { escapeHtml, shortened } from "./escape.js";
import type { Drawing } from "./figure.js";
import { crisp, crispStyle } from "./image.js";
import { liveInk, stillInk, type Ink } from "./ink.js";
import { pixelsUri, type Pixels } from "./pixels.js";
import { element, pixels, svgDocument, svgText } from "./svg.js";
import { fontFamily, palette } from "./theme.js";
import { nearBox, tileScript } from "./tileScript.js";
import { tileSheet, type Sheet } from "./tileSheet.js";

export interface Tile {
  readonly image: Pixels;
  readonly label: string;
  /** Told while it is enlarged; may have lines. */
  readonly note: string;
  /** A sign and a frame of its own, never colour alone. */
  readonly mark?: "right" | "wrong";
}

export interface TileGrid {
  readonly tiles: readonly Tile[];
  /** Tiles side by side; else as many as fit. */
  readonly columns?: number;
  /** How wide a tile is drawn at most. */
  readonly tile?: number;
  readonly bar?: ColorBar;
  /** Lines below: what is shown, what is left out. */
  readonly caption: readonly string[];
}

const width = 760;
/** Sides of a tile in the drawing. */
const smallest = 26;
const largest = 116;

/** Where tiles lie in the drawing: `step` from one to the next, labels included. */
interface Layout {
  readonly columns: number;
  readonly rows: number;
  readonly stepX: number;
  readonly stepY: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly bottom: number;
  readonly height: number;
}

export function tileGrid(grid: TileGrid): Drawing {
  const columns = columnsOf(grid);
  const images = grid.tiles.map(({ image }) => image);
  const sheet = tileSheet(images, columns);
  const layout = layoutOf(grid, columns, sheet);
  const uris = sheet.rows.map((row) => pixelsUri(row));
  const size = { width, height: layout.height };
  const content = (ink: Ink) => drawn(grid, layout, sheet, uris, ink);
  return {
    kind: "drawing",
    svg: svgDocument(size, content(stillInk)),
    ...size,
    live: { html: liveHtml(grid, layout, sheet, content(liveInk)), script: tileScript },
  };
}

function columnsOf({ tiles, columns }: TileGrid): number {
  if (columns !== undefined) return Math.max(1, columns);
  const [first] = tiles;
  const shape = first ? first.image.height / first.image.width : 1;
  const most = Math.floor(width / smallest);
  const least = Math.ceil(width / largest);
  const even = Math.ceil(Math.sqrt(tiles.length * shape * 1.3));
  return Math.max(1, Math.min(tiles.length, most, Math.max(least, even)));
}

function layoutOf({ tiles, tile, bar, caption }: TileGrid, columns: number, sheet: Sheet): Layout {
  const shape = sheet.height / sheet.width;
  const most = tile ?? (shape < 0.75 ? 2 * largest : largest);
  const stepX = Math.min(most, width / columns);
  const tileWidth = (stepX * sheet.width) / (sheet.width + sheet.gap);
  const tileHeight = Math.max(4, (tileWidth * sheet.height) / sheet.width);
  const labels = tiles.some(({ label }) => label !== "") ? (stepX < 36 ? 9 : 14) : 0;
  const rows = Math.ceil(tiles.length / columns);
  const stepY = tileHeight + labels + 4;
  const bottom = rows * stepY;
  const height = bottom + (bar ? barHeight + 4 : 0) + captionHeight(caption);
  return { columns, rows, stepX, stepY, tileWidth, tileHeight, bottom, height };
}

function liveHtml(
  { tiles }: TileGrid,
  { columns, stepX, stepY, tileWidth, tileHeight, height }: Layout,
  sheet: Sheet,
  content: string,
): string {
  const notes = JSON.stringify(tiles.map(({ note, label }) => note || label));
  const places = [columns, stepX, stepY, tileWidth, tileHeight];
  const cut = [sheet.width, sheet.height, sheet.gap];
  const data = `data-notes="${escapeHtml(notes)}" data-places="${places.map(pixels).join(" ")}" data-sheet="${cut.join(" ")}"`;
  const box = `viewBox="0 0 ${pixels(width)} ${pixels(height)}"`;
  const style = `width:100%;max-width:${pixels(width * 1.5)}px;cursor:zoom-in;touch-action:pan-y`;
  return `<div class="cs-tiles" style="position:relative" ${data}><svg xmlns="http://www.w3.org/2000/svg" ${box} font-family="${escapeHtml(fontFamily)}" font-size="12" fill="currentColor" style="${style}">${content}</svg>${nearBox}</div>`;
}

function drawn(
  { tiles, bar, caption }: TileGrid,
  layout: Layout,
  sheet: Sheet,
  uris: readonly string[],
  ink: Ink,
): string {
  const rows = uris.map((uri, row) => rowOf(uri, layout, sheet, row));
  const labels = tiles.map((tile, i) => labelOf(tile, i, layout, ink));
  const legend = bar ? colorBar(bar, 0, layout.bottom + 4, ink) : "";
  const below = layout.bottom + (bar ? barHeight + 4 : 0);
  return [
    crispStyle,
    ...rows,
    gaps(layout, ink),
    ...labels,
    legend,
    captionText(caption, below, ink),
  ].join("");
}

function rowOf(uri: string, layout: Layout, { width: w, gap, rows }: Sheet, row: number): string {
  const { stepX, stepY, tileHeight, tileWidth } = layout;
  const count = (rows[row]?.width ?? 0) / (w + gap);
  const place = { x: 0, y: row * stepY, width: count * stepX, height: tileHeight };
  const sharp = tileWidth > w ? crisp : {};
  return element("image", { ...place, preserveAspectRatio: "none", href: uri, ...sharp });
}

/** The gaps between columns in the page's own colour; in the rows they are white. */
function gaps({ columns, stepX, tileWidth, bottom }: Layout, ink: Ink): string {
  const size = { y: 0, width: stepX - tileWidth + 0.5, height: bottom, fill: ink.paper };
  return Array.from({ length: columns }, (_, column) =>
    element("rect", { x: column * stepX + tileWidth, ...size }),
  ).join("");
}

function labelOf({ label, mark }: Tile, index: number, layout: Layout, ink: Ink): string {
  const { columns, stepX, stepY, tileWidth, tileHeight } = layout;
  const [x, y] = [(index % columns) * stepX, Math.floor(index / columns) * stepY];
  const small = stepX < 36;
  const sign = mark === "wrong" ? "✗ " : mark === "right" ? "✓ " : "";
  const room = Math.max(3, Math.floor(tileWidth / (small ? 4.6 : 6)));
  const wrong = mark === "wrong";
  const style = {
    "font-size": small ? 7.5 : 10,
    fill: wrong ? palette[5] : ink.muted,
    "font-weight": wrong ? "bold" : undefined,
  };
  const below = y + tileHeight + (small ? 7.5 : 11);
  const text = label === "" ? "" : svgText(shortened(sign + label, room), x, below, style);
  return (mark ? frame(x, y, layout, mark) : "") + text;
}

function frame(x: number, y: number, { tileWidth, tileHeight }: Layout, mark: "right" | "wrong") {
  const wrong = mark === "wrong";
  return element("rect", {
    ...{ x: x + 1, y: y + 1, width: tileWidth - 2, height: tileHeight - 2, fill: "none" },
    stroke: wrong ? palette[5] : palette[2],
    "stroke-width": wrong ? 3 : 1.5,
    "stroke-dasharray": wrong ? "6 3" : undefined,
  });
}
