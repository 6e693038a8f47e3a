/**
 * Where boxes and edges lie, top to bottom. In: sizes and edges. Out: coordinates, by dagre (Gansner et al., "A technique for
 * drawing directed graphs", 1993). dagre is used rather than elkjs: it answers at once, without a promise, and is a thirtieth
 * of its size.
 */
import * as dagre from "@dagrejs/dagre";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Top left corner and size. */
export interface Rectangle extends Size {
  readonly x: number;
  readonly y: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface LaidEdge {
  readonly points: readonly Point[];
  /** Where its label begins, at half its height. */
  readonly label: Rectangle;
}

export interface Laid extends Size {
  readonly boxes: readonly Rectangle[];
  readonly edges: readonly LaidEdge[];
}

export interface LabelledEdge {
  readonly from: number;
  readonly to: number;
  readonly label: Size;
}

/** What is used of dagre, whose own types name files that a strict resolution does not find. */
interface EdgeLabel extends Size {
  readonly labelpos: "r";
  readonly labeloffset: number;
}

interface LayoutGraph {
  setGraph(options: Readonly<Record<string, string | number>>): void;
  setNode(name: string, size: Size): void;
  setEdge(from: string, to: string, label: EdgeLabel): void;
  graph(): Partial<Size>;
  node(name: string): Point & Size;
  edge(from: string, to: string): Point & Size & { readonly points: readonly Point[] };
}

const { Graph, layout } = dagre as unknown as {
  readonly Graph: new () => LayoutGraph;
  readonly layout: (graph: LayoutGraph) => void;
};

const margin = 8;

/** Boxes and labels do not overlap; edges run downwards. `straight`: first branches in one line, else branches in balance. */
export function layOut(
  boxes: readonly Size[],
  edges: readonly LabelledEdge[],
  straight: boolean,
): Laid {
  const graph = new Graph();
  graph.setGraph({
    rankdir: "TB",
    ...(straight ? { align: "UL" } : {}),
    nodesep: 18,
    edgesep: 10,
    ranksep: 15,
    marginx: margin,
    marginy: margin,
  });
  boxes.forEach((box, index) => graph.setNode(String(index), { ...box }));
  for (const { from, to, label } of edges) {
    graph.setEdge(String(from), String(to), {
      ...label,
      labelpos: "r",
      labeloffset: 5,
    });
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width,
    height,
    boxes: boxes.map((_, index) => cornered(graph.node(String(index)))),
    edges: edges.map(({ from, to }) => {
      const edge = graph.edge(String(from), String(to));
      return { points: edge.points, label: cornered(edge) };
    }),
  };
}

/** dagre gives centres. */
function cornered({ x, y, width, height }: Point & Size): Rectangle {
  return { x: x - width / 2, y: y - height / 2, width, height };
}
