/** `show padding` as a figure: the ways to pad side by side, and how many windows see each cell without it and with it. */
import type { PaddingView } from "../analysis/windowViews.js";
import type { Part, Scene } from "./animation.js";
import type { Figure } from "./figure.js";
import { at, mapPlane, planeSize, type Plane } from "../analysis/window.js";
import { animationDrawing } from "./animation.js";
import { margin } from "./animationBoard.js";
import {
  cellParts,
  cellWidthOf,
  gridHeight,
  gridWidth,
  largest,
  numberParts,
  numberText,
  shadeParts,
  words,
  type CellClass,
  type Grid,
} from "./animationGrid.js";
import { notesUnder } from "./animationPage.js";
import { pictureUri } from "./animationPicture.js";
import { planeText } from "./animationText.js";
import { shortened } from "./escape.js";
import { formatPair, plural } from "../network/wording.js";

export function paddingFigure(view: PaddingView): Figure {
  const { of, input, modes, seen } = view;
  const size = planeSize(input[0] ?? []).join("x");
  const names = modes.map(({ name }) => name).join(", ");
  const alt = `A map of ${size} padded in four ways: ${names}. ${seenNotes(view).join(" ")}`;
  const text = [
    ...(view.pictures ? [] : modes.map(({ name, padded }) => planeText(name, padded))),
    planeText("windows that see each cell, without padding", [seen.without]),
    planeText("with padding", [seen.with]),
  ].join("\n\n");
  const title = `Padding of ${shortened(of, 60)}`;
  return { title, alt, text, body: animationDrawing(paddingScene(view), alt) };
}

function corner(plane: Plane): number {
  return at(plane, 0, 0);
}

/** A grid, or a picture, with its heading. */
interface Tile {
  readonly heading: string;
  readonly width: number;
  readonly height: number;
  readonly parts: (x: number, y: number) => readonly Part[];
}

const columnWidth = 684;
const gap = 24;
const headingHeight = 18;

function paddingScene(view: PaddingView): Scene {
  const rows = [
    ...(view.pictures ? [pictureTiles(view)] : []),
    modeTiles(view),
    [seenTile(view, "without"), seenTile(view, "with")],
  ];
  const placed = rows.reduce<Placed>((page, tiles) => placeTiles(page, tiles), {
    parts: [],
    width: 0,
    bottom: margin,
  });
  const under = notesUnder(placed.bottom - 12, [], notesOf(view));
  return {
    width: Math.max(placed.width, under.width),
    height: under.bottom,
    parts: [...placed.parts, ...under.parts],
    steps: 1,
    telling: 0,
  };
}

function notesOf(view: PaddingView): readonly string[] {
  return [...seenNotes(view), ...(view.input.length > 1 ? ["Shown is the first channel."] : [])];
}

/** What the counts say, which depends on how much larger than the window the map is. */
function seenNotes({ seen, sliding }: PaddingView): readonly string[] {
  const { kernelSize, padding } = sliding;
  const window = kernelSize.join("x");
  const [cornerFirst, middleFirst] = [corner(seen.without), largest([seen.without])];
  const [cornerThen, middleThen] = [corner(seen.with), largest([seen.with])];
  const times = (count: number) => plural(count, "window");
  const first =
    middleFirst === 1
      ? `Without padding the ${window} window fits in one way only: one output, and every cell counts once.`
      : cornerFirst === middleFirst
        ? `Without padding every cell counts in ${times(middleFirst)} of ${window}.`
        : `Without padding a corner counts in ${cornerFirst} of the ${window} windows, the middle in ${middleFirst}: what lies at the edge is seen less often.`;
  const amount = formatPair([padding.bottom, padding.right]);
  const then =
    cornerThen === middleThen
      ? `With a padding of ${amount} every cell counts in ${times(cornerThen)}.`
      : `With a padding of ${amount} a corner counts in ${times(cornerThen)}, the middle in ${middleThen}${cornerThen / middleThen > cornerFirst / middleFirst ? ": the edge counts for more than before" : ""}.`;
  return [first, then];
}

interface Placed {
  readonly parts: readonly Part[];
  readonly width: number;
  readonly bottom: number;
}

/** Side by side; where not all fit, in rows of as many. */
function placeTiles(page: Placed, tiles: readonly Tile[]): Placed {
  const widest = Math.max(...tiles.map(({ width }) => width)) + gap;
  const fitting = Math.max(1, Math.floor((columnWidth - 2 * margin + gap) / widest));
  const inRow = Math.ceil(tiles.length / Math.ceil(tiles.length / fitting));
  const tall = Math.max(...tiles.map(({ height }) => height)) + headingHeight + gap;
  const placed = tiles.map((tile, i) => {
    const x = margin + (i % inRow) * widest;
    const y = page.bottom + Math.floor(i / inRow) * tall;
    return {
      right: x + tile.width + margin,
      parts: [words(tile.heading, x, y + 12, "h"), ...tile.parts(x, y + headingHeight)],
    };
  });
  return {
    parts: [...page.parts, ...placed.flatMap(({ parts }) => parts)],
    width: Math.ceil(Math.max(page.width, ...placed.map(({ right }) => right))),
    bottom: page.bottom + Math.ceil(tiles.length / inRow) * tall,
  };
}

function pictureTiles({ modes, pictures }: PaddingView): readonly Tile[] {
  const side = 144;
  return (pictures ?? []).map((picture, i) => {
    const scale = side / Math.max(picture.width, picture.height);
    const [width, height] = [picture.width * scale, picture.height * scale].map(Math.round);
    const size = { width: width ?? side, height: height ?? side };
    return {
      heading: modes[i]?.name ?? "",
      ...size,
      parts: (x, y): readonly Part[] => [
        { element: "image", attributes: { ...size, x, y, href: pictureUri(picture) } },
      ],
    };
  });
}

/** Rows and columns of a large map that are shown. */
const manyCells = 10;

function modeTiles({ modes, input, sliding }: PaddingView): readonly Tile[] {
  const [height, width] = planeSize(input[0] ?? []);
  const { top, left } = sliding.padding;
  const isOwn = (row: number, column: number) =>
    row >= top && column >= left && row < top + height && column < left + width;
  return modes.map(({ name, padded }) =>
    gridTile(name, padded[0] ?? [], (row, column) => (isOwn(row, column) ? "c" : "d")),
  );
}

function seenTile({ seen }: PaddingView, which: "with" | "without"): Tile {
  const heading = `windows that see each cell, ${which} padding`;
  const most = Math.max(largest([seen.with]), largest([seen.without]));
  const tile = gridTile(heading, seen[which], () => "c", most);
  return { ...tile, width: Math.max(tile.width, Math.round(heading.length * 7.3)) };
}

function gridTile(
  heading: string,
  whole: Plane,
  classOf: (row: number, column: number) => CellClass,
  most?: number,
): Tile {
  const [allRows, allColumns] = planeSize(whole);
  const [rows, columns] = [Math.min(allRows, manyCells), Math.min(allColumns, manyCells)];
  const plane = mapPlane([rows, columns], (row, column) => at(whole, row, column));
  const size = { rows, columns, cellWidth: cellWidthOf([plane]), cellHeight: 24 };
  const cropped = rows < allRows || columns < allColumns;
  return {
    heading: cropped ? `${heading} (${rows}x${columns} of ${allRows}x${allColumns})` : heading,
    width: gridWidth(size),
    height: gridHeight(size),
    parts(x, y) {
      const grid: Grid = { ...size, x, y };
      return [
        ...cellParts(grid, classOf),
        ...(most === undefined ? [] : shadeParts(grid, plane, most, () => undefined)),
        ...numberParts(
          grid,
          (row, column) => numberText(at(plane, row, column)),
          (row, column) => ({ quiet: classOf(row, column) !== "c" }),
        ),
      ];
    },
  };
}
