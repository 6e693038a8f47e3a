/**
 * Draws a plan as SVG. Standing alone, each box is folded or unfolded as `open` says; in a page both are there, and the script
 * shows one and moves what lies below.
 */
import type { Point, Rectangle } from "./diagramLayout.js";
import type { Plan, PlannedBox, Unfolded } from "./diagramPlan.js";
import { titleRow } from "./diagramPlan.js";
import { escapeHtml } from "./escape.js";

export interface Drawn {
  /** Indices of the boxes that are unfolded. */
  readonly open: ReadonlySet<number>;
  /** With what the script needs to say what a box is … */
  readonly live: boolean;
  /** … and to move it: not inside an unfolded box, which moves as a whole. */
  readonly moving: boolean;
}

/** What an unfolded box adds to the height of the figure. */
export function growthOf({ rectangle, unfolded }: PlannedBox): number {
  return unfolded ? unfolded.rectangle.height - rectangle.height : 0;
}

/** Boxes of one rank stand side by side: of those unfolded, the tallest counts. */
export function rankOf({ rectangle }: PlannedBox): number {
  return Math.round(rectangle.y + rectangle.height / 2);
}

/** Edges that leave a box begin where it is folded: unfolded, it hides their first part. The script has the same number. */
const near = 3;

/** How far what lies at `y` is moved down by the unfolded boxes above it. */
function shiftAt(plan: Plan, { open, moving }: Drawn, y: number): number {
  if (moving) return 0;
  const grown = new Map<number, number>();
  plan.boxes.forEach((box, index) => {
    const above = y > box.rectangle.y + box.rectangle.height + near;
    if (above && open.has(index))
      grown.set(rankOf(box), Math.max(grown.get(rankOf(box)) ?? 0, growthOf(box)));
  });
  return [...grown.values()].reduce((sum, growth) => sum + growth, 0);
}

export function drawnHeight(plan: Plan, drawn: Drawn): number {
  return plan.height + shiftAt(plan, drawn, plan.height);
}

export function drawPlan(plan: Plan, drawn: Drawn): string {
  return [
    ...plan.frames.map((frame) => frameText(frame)),
    ...plan.edges.map((edge) => edgeText(edge.points, plan, drawn)),
    ...plan.dots.map(
      ({ x, y, width }) =>
        `<circle cx="${round(x + width / 2)}" cy="${round(y + width / 2)}" r="3"/>`,
    ),
    ...plan.boxes.map((box, index) => boxText(box, index, plan, drawn)),
    ...plan.edges.map(({ label, shape }) => labelText(label, shape, plan, drawn)),
  ].join("");
}

/** Below which boxes a drawing can go on in the next column: where one edge alone runs on. */
export function cutsOf({ boxes, edges, frames }: Plan): readonly number[] {
  const bottoms = boxes.map(({ rectangle }) => Math.ceil(rectangle.y + rectangle.height) + 1);
  const solid = [...boxes.map(({ rectangle }) => rectangle), ...frames];
  const crossing = (cut: number) =>
    edges.filter(({ points }) => (points[0]?.y ?? 0) < cut && (points.at(-1)?.y ?? 0) > cut);
  return [...new Set(bottoms)].filter(
    (cut) =>
      crossing(cut).length === 1 && !solid.some(({ y, height }) => y < cut && y + height > cut),
  );
}

/** Whole pixels are enough, and short. */
export function round(value: number): number {
  return Math.round(value);
}

function frameText({ count, ...frame }: Plan["frames"][number]): string {
  const right = round(frame.x + frame.width + 4);
  return (
    `<rect ${place(frame)} rx="5" class="w"/>` +
    `<text x="${right}" y="${round(frame.y + frame.height / 2 + 4)}" class="t">×${count}</text>`
  );
}

function place({ x, y, width, height }: Rectangle): string {
  return `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;
}

/** S-curves that leave and arrive upright. The script draws the same. */
function edgeText(points: readonly Point[], plan: Plan, drawn: Drawn): string {
  const moved = points.map(({ x, y }) => ({ x, y: y + shiftAt(plan, drawn, y) }));
  const [first, ...rest] = moved;
  const end = moved.at(-1);
  if (!first || !end) return "";
  let from = first;
  const curves = rest.map((to) => {
    const middle = round((from.y + to.y) / 2);
    const curve = `C${round(from.x)} ${middle} ${round(to.x)} ${middle} ${round(to.x)} ${round(to.y)}`;
    from = to;
    return curve;
  });
  const data = drawn.moving
    ? ` data-p="${points.map(({ x, y }) => `${round(x)} ${round(y)}`).join()}"`
    : "";
  return (
    `<path${data} d="M${round(first.x)} ${round(first.y)}${curves.join("")}" class="e"/>` +
    movable(`<path d="M${round(end.x)} ${round(end.y)}l-3.5 -6h7z"/>`, points.at(-1)?.y ?? 0, drawn)
  );
}

/** What the script moves, by where it lies when all is folded. */
function movable(content: string, y: number, { moving }: Drawn): string {
  return moving ? `<g data-y="${round(y)}">${content}</g>` : content;
}

function labelText(label: Rectangle, shape: string, plan: Plan, drawn: Drawn): string {
  const middle = label.y + label.height / 2;
  const y = round(middle + 3.5 + shiftAt(plan, drawn, middle));
  const text = `<text x="${round(label.x)}" y="${y}" class="l">${escapeHtml(shape)}</text>`;
  return movable(text, middle, drawn);
}

function boxText(box: PlannedBox, index: number, plan: Plan, drawn: Drawn): string {
  const { rectangle, unfolded } = box;
  const shift = shiftAt(plan, drawn, rectangle.y);
  const down = ({ y, ...rest }: Rectangle): Rectangle => ({ ...rest, y: y + shift });
  const folded = foldedText(box, down(rectangle));
  if (!unfolded) return movable(described(box, folded, "", drawn), rectangle.y, drawn);
  const opened = unfoldedText(box, { ...unfolded, rectangle: down(unfolded.rectangle) }, drawn);
  if (!drawn.live) return described(box, drawn.open.has(index) ? opened : folded, "", drawn);
  const isOpen = drawn.open.has(index);
  const growth = round(growthOf(box));
  const bottom = round(rectangle.y + rectangle.height);
  const state = ` data-fold="${bottom} ${growth} ${rankOf(box)}" data-open="${isOpen ? 1 : 0}" role="button" tabindex="0" class="z"`;
  return movable(
    described(box, `<g>${folded}</g>`, state, drawn) + `<g>${opened}</g>`,
    rectangle.y,
    drawn,
  );
}

function described({ hover }: PlannedBox, content: string, state: string, { live }: Drawn): string {
  return live ? `<g data-t="${escapeHtml(hover.join("\n"))}"${state}>${content}</g>` : content;
}

/** Several copies look like a stack. */
function foldedText(box: PlannedBox, rectangle: Rectangle): string {
  const { x, y, width, height } = rectangle;
  const behind = Math.min(box.count - 1, 2);
  const stack = Array.from({ length: behind }, (_, i) => {
    const off = 3 * (behind - i);
    return `<rect ${place({ x: x + off, y: y + off, width, height })} rx="4" class="${boxClass(box)}"/>`;
  });
  const back = behind > 0 ? `<rect ${place(rectangle)} rx="4" class="p"/>` : "";
  return `${stack.join("")}${back}<rect ${place(rectangle)} rx="4" class="${boxClass(box)}"/>${captions(box, rectangle)}`;
}

function boxClass({ family, frozen }: PlannedBox): string {
  return frozen ? `${family} f` : family;
}

function captions(box: PlannedBox, { x, y, width, height }: Rectangle): string {
  const both = box.under !== "" && height >= 32;
  const middle = round(x + width / 2 - (box.unfolded ? 6 : 0));
  const line = (text: string, at: number, kind: string) =>
    `<text x="${middle}" y="${round(at)}" class="${kind}">${escapeHtml(text)}</text>`;
  const center = y + height / 2;
  const sign = box.unfolded
    ? `<text x="${round(x + width - 8)}" y="${round(center + 4.5)}" class="s">+</text>`
    : "";
  return (
    line(box.title, both ? center - 2 : center + 4, "t m") +
    (both ? line(box.under, center + 11, "m") : "") +
    sign
  );
}

/** Its title row folds it again; inside, nothing more unfolds. */
function unfoldedText(box: PlannedBox, { rectangle, plan }: Unfolded, drawn: Drawn): string {
  const { live } = drawn;
  const { x, y, width } = rectangle;
  const inner = drawPlan(plan, { ...drawn, open: new Set(), moving: false });
  const inset = round(x + (width - plan.width) / 2);
  const title = `<text x="${round(x + 10)}" y="${round(y + 16)}" class="t">${escapeHtml(box.title)}</text>`;
  const sign = live
    ? `<text x="${round(x + width - 10)}" y="${round(y + 16)}" class="s">−</text>`
    : "";
  const close = live
    ? `<rect data-close="1" ${place({ x, y, width, height: titleRow })} class="z"/>`
    : "";
  return (
    `<rect ${place(rectangle)} rx="6" class="k"/>${title}${sign}${close}` +
    `<g transform="translate(${inset} ${round(y + titleRow)})">${inner}</g>`
  );
}
