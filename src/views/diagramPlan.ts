/**
 * Where everything of a diagram lies, folded and unfolded. In: its graph. Out: rectangles and paths. The graph is laid out once,
 * with folded boxes as wide as they become; unfolding one moves down what lies below it.
 */
import type { Network } from "../network/network.js";
import type { DiagramEdge } from "./diagramEdges.js";
import type { DiagramGraph, DiagramNode } from "./diagramGraph.js";
import type { LaidEdge, Rectangle, Size } from "./diagramLayout.js";
import {
  boxSize,
  boxText,
  familyOfNode,
  scaleOf,
  type BoxText,
  type Family,
} from "./diagramBoxes.js";
import { isFrozen, nothingFrozen, type Frozen } from "./frozen.js";
import { layOut } from "./diagramLayout.js";

export interface PlannedBox extends BoxText {
  readonly family: Family;
  readonly count: number;
  /** All that could learn in it keeps its weights. */
  readonly frozen: boolean;
  /** Folded. */
  readonly rectangle: Rectangle;
  readonly unfolded: Unfolded | null;
}

/** The box with its title and, inside, the plan of what it holds. */
export interface Unfolded {
  readonly rectangle: Rectangle;
  readonly plan: Plan;
}

export interface Plan extends Size {
  readonly boxes: readonly PlannedBox[];
  readonly edges: readonly (LaidEdge & { readonly shape: string })[];
  /** Where an inner plan begins and ends. */
  readonly dots: readonly Rectangle[];
  readonly frames: readonly (Rectangle & { readonly count: number })[];
}

/** The column of a notebook, with its margins; an unfolded block leaves room for a neighbour. */
const columnWidth = 684;
const blockWidth = 480;

export function diagramPlan(network: Network, graph: DiagramGraph, frozen = nothingFrozen): Plan {
  const inner = graph.nodes.map(
    (node) =>
      node.inner &&
      fitting(blockWidth, [0.5, 0], (span) =>
        planAt(network, node.inner ?? graph, { span, frozen, inner: [] }),
      ),
  );
  return fitting(columnWidth, [1, 0.5, 0], (span) =>
    planAt(network, graph, { span, frozen, inner }),
  );
}

/** The first plan that is narrow enough, else the last. */
function fitting(width: number, spans: readonly number[], plan: (span: number) => Plan): Plan {
  const [span = 0, ...rest] = spans;
  const first = plan(span);
  return first.width <= width || rest.length === 0 ? first : fitting(width, rest, plan);
}

/** Unfolded boxes' title row. */
export const titleRow = 24;

/** How a graph is drawn. */
interface Drawing {
  readonly span: number;
  readonly frozen: Frozen;
  /** Of each box; null or nothing where it does not unfold. */
  readonly inner: readonly (Plan | null)[];
}

interface Sized {
  readonly node: DiagramNode;
  readonly text: BoxText;
  readonly frozen: boolean;
  readonly folded: Size;
  readonly inner: Plan | null;
}

function planAt(network: Network, graph: DiagramGraph, { span, frozen, inner }: Drawing): Plan {
  const scale = scaleOf(network, span);
  const sized = graph.nodes.map((node, index): Sized => {
    const text = boxText(node, frozen);
    const own = { node, text, frozen: isFrozen(node.all, frozen), inner: inner[index] ?? null };
    return { ...own, folded: boxSize(node, text, scale) };
  });
  const { begins, ends } = endsOf(graph);
  const laid = layOut(
    [...(begins ? [dot] : []), ...sized.map(roomOf), ...(ends ? [dot] : [])],
    graph.edges.map(({ from, to, shape }) => ({
      from: from + begins,
      to: to + begins,
      label: { width: shape.length * labelLetter, height: 12 },
    })),
    begins === 0,
  );
  const rectangles = laid.boxes.slice(begins, begins + sized.length);
  const boxes = sized.map((one, i) => planned(one, rectangles[i] ?? { x: 0, y: 0, ...dot }));
  return {
    width: laid.width + frameRoom(graph),
    height: laid.height,
    boxes,
    edges: laid.edges.map((edge, i) => attached(edge, graph.edges[i], boxes)),
    dots: [...laid.boxes.slice(0, begins), ...laid.boxes.slice(begins + sized.length)],
    frames: framesOf(graph, boxes),
  };
}

/** Of a shape on an edge, at 10 px. */
const labelLetter = 6.2;

/** As wide as it becomes, as high as it is folded. */
function roomOf({ folded, inner }: Sized): Size {
  return { width: Math.max(folded.width, inner?.width ?? 0), height: folded.height };
}

function framesOf({ frames }: DiagramGraph, boxes: readonly PlannedBox[]): Plan["frames"] {
  return frames.map(({ nodes, count }) => ({
    ...around(nodes.flatMap((node) => boxes[node]?.rectangle ?? [])),
    count,
  }));
}

/** At the folded box, which may be narrower than the room that was laid out. */
function attached(
  { points, label }: LaidEdge,
  edge: DiagramEdge | undefined,
  boxes: readonly PlannedBox[],
): Plan["edges"][number] {
  const within = (x: number, box: PlannedBox | undefined) => {
    if (!box) return x;
    const { x: left, width } = box.rectangle;
    return Math.min(Math.max(x, left + inset), left + width - inset);
  };
  const last = points.length - 1;
  const moved = points.map(({ x, y }, i) => {
    if (i === 0) return { x: within(x, boxes[edge?.from ?? -1]), y };
    return { x: i === last ? within(x, boxes[edge?.to ?? -1]) : x, y };
  });
  return { points: moved, label, shape: edge?.shape ?? "" };
}

/** From the corners of a box. */
const inset = 12;

const dot: Size = { width: 6, height: 6 };

function endsOf({ nodes, edges }: DiagramGraph): { readonly begins: 0 | 1; readonly ends: 0 | 1 } {
  return {
    begins: edges.some(({ from }) => from < 0) ? 1 : 0,
    ends: edges.some(({ to }) => to === nodes.length) ? 1 : 0,
  };
}

/** For the count beside a frame. */
function frameRoom({ frames }: DiagramGraph): number {
  return frames.length > 0 ? 40 : 0;
}

/** The folded box stands in the middle of the room that the unfolded one takes. */
function planned({ node, text, frozen, folded, inner }: Sized, room: Rectangle): PlannedBox {
  const middle = room.x + room.width / 2;
  const across = ({ width, height }: Size): Rectangle => ({
    x: middle - width / 2,
    y: room.y,
    width,
    height,
  });
  const size = inner && {
    width: Math.max(inner.width, folded.width),
    height: inner.height + titleRow,
  };
  return {
    ...text,
    frozen,
    family: familyOfNode(node),
    count: node.count,
    rectangle: across(folded),
    unfolded: inner && size && { rectangle: across(size), plan: inner },
  };
}

function around(rectangles: readonly Rectangle[]): Rectangle {
  const pad = 7;
  const left = Math.min(...rectangles.map(({ x }) => x)) - pad;
  const top = Math.min(...rectangles.map(({ y }) => y)) - pad;
  const right = Math.max(...rectangles.map(({ x, width }) => x + width)) + pad;
  const bottom = Math.max(...rectangles.map(({ y, height }) => y + height)) + pad;
  return { x: left, y: top, width: right - left, height: bottom - top };
}
