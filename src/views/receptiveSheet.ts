/**
 * The field of a cell where no picture is given: the input as a sheet of pixels beside the layer's cells, a cell and its neighbour
 * with what each sees. In: a field. Out: panels, and sentences on how its size comes about.
 */
import type { ReceptiveView } from "../analysis/view.js";
import type { Layer, Network, Pair } from "../network/network.js";
import type { PixelBox } from "../analysis/picture.js";
import { formatPair } from "../network/wording.js";
import type { Panel } from "./panels.js";
import { shortened } from "./escape.js";
import { element, pixels, svgText } from "./svg.js";
import { palette } from "./theme.js";

export type FieldView = ReceptiveView & { readonly field: NonNullable<ReceptiveView["field"]> };

const [blue, orange] = palette;
const paper = "#ffffff";
const outside = "#d5dae0";
const lineColor = "#c3cad2";
const inkColor = "#1f2328";

export function sheetPanels(view: FieldView): readonly Panel[] {
  const { field, network, layer } = view;
  const [height = 1, width = height] = network.layers[0]?.outputShape ?? [];
  const input: Pair = [height, width];
  const neighbour = neighbourOf(view);
  return [
    inputPanel(field.box, neighbour?.box ?? null, input),
    cellsPanel(shortened(layer, 40), field.cells, field.cell, neighbour?.cell ?? null),
  ];
}

export function sheetNotes(view: FieldView): readonly string[] {
  const { field, network, layer } = view;
  const neighbour = neighbourOf(view);
  const own = network.layers.find(({ name }) => name === layer);
  const along = neighbour && neighbour.cell[0] === field.cell[0] ? 1 : 0;
  const step = own?.jump[along] ?? 1;
  const side = along === 1 ? field.box.width : field.box.height;
  const overlap = side - step;
  const shared =
    overlap > 0
      ? `the two fields share ${pixels(overlap)} of ${pixels(side)} ${along === 1 ? "columns" : "rows"}`
      : "the two fields share no pixel";
  return [
    ...(neighbour
      ? [
          `Its neighbour (blue, dashed) sees as much, ${pixels(step)} ${step === 1 ? "pixel" : "pixels"} further on, which is the stride of ${shortened(layer, 40)} in the input: ${shared}.`,
        ]
      : []),
    ...(own ? [growthText(network, own)] : []),
    ...(isInside(view, neighbour) ? [] : ["Grey around the input is its padding."]),
  ];
}

function isInside({ field, network }: FieldView, neighbour: Neighbour | null): boolean {
  const [height = 1, width = height] = network.layers[0]?.outputShape ?? [];
  return [field.box, ...(neighbour ? [neighbour.box] : [])].every(
    (box) =>
      box.top >= 0 &&
      box.left >= 0 &&
      box.top + box.height <= height &&
      box.left + box.width <= width,
  );
}

interface Neighbour {
  readonly cell: Pair;
  readonly box: PixelBox;
}

/** The next cell of the row, else the one before it, else of the column; null where the layer has one cell. */
function neighbourOf({ field, network, layer }: FieldView): Neighbour | null {
  const { cell, cells, box } = field;
  const jump = network.layers.find(({ name }) => name === layer)?.jump ?? [1, 1];
  const axis = cells[1] > 1 ? 1 : 0;
  if (cells[axis] < 2) return null;
  const step = cell[axis] + 1 < cells[axis] ? 1 : -1;
  return axis === 1
    ? { cell: [cell[0], cell[1] + step], box: { ...box, left: box.left + step * jump[1] } }
    : { cell: [cell[0] + step, cell[1]], box: { ...box, top: box.top + step * jump[0] } };
}

const shownSteps = 7;

/** `The field grows 1 → 5 (C1) → 6 (S2) → 14 (C3).` Layers that leave it as it is are left out. */
function growthText({ layers }: Network, layer: Layer): string {
  const path: Layer[] = [];
  for (let at: Layer | undefined = layer; at; at = layers[at.inputs[0] ?? -1]) path.unshift(at);
  const steps = path.flatMap((one, i) => {
    const before = path[i - 1]?.receptiveField ?? [1, 1];
    const grows = one.receptiveField.some((side, axis) => side > (before[axis] ?? 1));
    return grows ? [`${formatPair(one.receptiveField)} (${shortened(one.name, 24)})`] : [];
  });
  if (steps.length === 0) return "No layer before it looks at more than one pixel.";
  const last = steps.slice(-shownSteps);
  return `The field grows ${["1", ...(last.length < steps.length ? ["…"] : []), ...last].join(" → ")}.`;
}

/** More lines are a grey ground. */
const mostLines = 48;

/** With as much of the padding around it as the fields reach into. */
function inputPanel(box: PixelBox, neighbour: PixelBox | null, [height, width]: Pair): Panel {
  const boxes = [{ top: 0, left: 0, height, width }, box, ...(neighbour ? [neighbour] : [])];
  const top = Math.min(...boxes.map((one) => one.top));
  const left = Math.min(...boxes.map((one) => one.left));
  const size = {
    height: Math.max(...boxes.map((one) => one.top + one.height)) - top,
    width: Math.max(...boxes.map((one) => one.left + one.width)) - left,
  };
  const draw = (scale: number) => {
    const content = [
      element("rect", { width, height, fill: paper }),
      gridLines([height, width], pixelsBetweenLines(Math.max(height, width)), scale),
      boxRect(box, scale, orange, false),
      neighbour ? boxRect(neighbour, scale, blue, true) : "",
      sizeLabel(box, scale),
    ];
    return (
      element("rect", { width: size.width, height: size.height, fill: outside }) +
      element("g", { transform: `translate(${pixels(-left)} ${pixels(-top)})` }, content.join(""))
    );
  };
  const every = pixelsBetweenLines(Math.max(height, width));
  const lines = every === 1 ? "" : `, a line every ${every} pixels`;
  return {
    title: `the input, ${height}x${width}${lines}`,
    ...size,
    layers: [{ kind: "shapes", draw }],
  };
}

function pixelsBetweenLines(side: number): number {
  let every = 1;
  while (side / every > mostLines) every *= 2;
  return every;
}

function cellsPanel(layer: string, cells: Pair, cell: Pair, neighbour: Pair | null): Panel {
  const [height, width] = cells;
  const square = ([row, column]: Pair) => ({ top: row, left: column, height: 1, width: 1 });
  const draw = (scale: number) =>
    [
      element("rect", { width, height, fill: paper }),
      Math.max(height, width) <= 2 * mostLines ? gridLines(cells, 1, scale) : "",
      boxRect(square(cell), scale, orange, false),
      neighbour ? boxRect(square(neighbour), scale, blue, true) : "",
    ].join("");
  return {
    title: `${layer}, ${height}x${width} cells`,
    height,
    width,
    layers: [{ kind: "shapes", draw }],
  };
}

function gridLines([height, width]: Pair, every: number, scale: number): string {
  const places = (side: number) =>
    Array.from({ length: Math.ceil(side / every) + 1 }, (_, i) => Math.min(i * every, side));
  const down = places(width).map((x) => `M${x} 0V${height}`);
  const across = places(height).map((y) => `M0 ${y}H${width}`);
  return element("path", {
    d: [...down, ...across].join(""),
    fill: "none",
    stroke: lineColor,
    "stroke-width": thin(1, scale),
  });
}

/** So many of the drawing's pixels, in those of the picture. */
function thin(count: number, scale: number): string {
  return String(Number((count / scale).toPrecision(3)));
}

function boxRect(box: PixelBox, scale: number, color: string, dashed: boolean): string {
  return element("rect", {
    ...{ x: box.left, y: box.top, width: box.width, height: box.height },
    fill: color,
    "fill-opacity": dashed ? "0.12" : "0.3",
    stroke: color,
    "stroke-width": thin(2, scale),
    ...(dashed ? { "stroke-dasharray": `${thin(5, scale)} ${thin(3, scale)}` } : {}),
  });
}

/** In the middle of the field, where it has room. */
function sizeLabel({ top, left, height, width }: PixelBox, scale: number): string {
  const text = `${pixels(height)}x${pixels(width)}`;
  if (width * scale < text.length * 8 + 6 || height * scale < 18) return "";
  const size = 13 / scale;
  return svgText(text, left + width / 2, top + height / 2 + size * 0.36, {
    "font-size": thin(13, scale),
    "font-weight": "bold",
    "text-anchor": "middle",
    fill: inkColor,
    stroke: paper,
    "stroke-width": thin(3, scale),
    "paint-order": "stroke",
  });
}
