/**
 * What an architecture diagram draws. In: a network. Out: a graph of boxes, in which a block is one box with a graph of its
 * own inside, and alike neighbours are one box with a count. Structure comes from the layers' names (`inception3a/concat1.2/…`).
 */
import type { Layer, Network } from "../network/network.js";
import { edgesOf, type DiagramEdge } from "./diagramEdges.js";
import { stageText } from "./summaryStage.js";

export interface DiagramNode {
  /** The layer's or the block's name; of the first where there are several. */
  readonly name: string;
  /** Of the first copy, in order. */
  readonly layers: readonly Layer[];
  /** Of all copies. */
  readonly all: readonly Layer[];
  /** How many alike follow each other. */
  readonly count: number;
  /** What is seen when it is unfolded; null where there is nothing more. */
  readonly inner: DiagramGraph | null;
}

export interface DiagramGraph {
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
  /** Nodes that are drawn once and stand for several copies. */
  readonly frames: readonly { readonly nodes: readonly number[]; readonly count: number }[];
}

/** Indices of layers that belong together. */
interface Unit {
  readonly name: string;
  readonly members: readonly number[];
}

/** Above so many inner boxes a block within a block stays one box. */
const manyBoxes = 40;
/** Alike single layers are unfolded up to so many. */
const manyCopies = 8;

export function diagramGraph(network: Network): DiagramGraph {
  const indices = network.layers.map((_, index) => index);
  const units = unitsOf(network, indices, blockName);
  const runs = runsOf(network, units);
  return graphOf(network, runs, (run) => [boxOf(network, run)]);
}

/** `add1.2/bottleneck1/conv1_1` belongs to `add1.2/bottleneck1`: branches are not blocks. */
function blockName(name: string): string {
  const parts = name.split("/");
  const block = parts.findIndex((part) => !isBranch(part));
  return parts.slice(0, block + 1).join("/");
}

function isBranch(part: string): boolean {
  return /\.\d+$/.test(part);
}

/** Inside a block: `concat2.1/conv1_1` belongs to `concat2`. */
function partName(prefix: string): (name: string) => string {
  return (name) => {
    const [part = ""] = name.slice(prefix.length + 1).split("/");
    return `${prefix}/${part.replace(/\.\d+$/, "")}`;
  };
}

function unitsOf(
  { layers }: Network,
  indices: readonly number[],
  key: (name: string) => string,
): readonly Unit[] {
  const units = new Map<string, number[]>();
  for (const index of indices) {
    const name = key(layers[index]?.name ?? "");
    const members = units.get(name);
    if (members) members.push(index);
    else units.set(name, [index]);
  }
  return Array.from(units, ([name, members]) => ({ name, members }));
}

/** Neighbours that are alike and follow each other, in runs. */
function runsOf(network: Network, units: readonly Unit[]): readonly (readonly Unit[])[] {
  const readers = readersOf(network);
  const runs: Unit[][] = [];
  for (const unit of units) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run && before && follows(network, readers, before, unit)) run.push(unit);
    else runs.push([unit]);
  }
  return runs;
}

function readersOf({ layers }: Network): ReadonlyMap<number, readonly number[]> {
  const readers = new Map<number, number[]>();
  layers.forEach(({ inputs }, index) => {
    for (const input of inputs) readers.set(input, [...(readers.get(input) ?? []), index]);
  });
  return readers;
}

/** Alike, reading nothing but the one before, which nothing else reads. */
function follows(
  network: Network,
  readers: ReadonlyMap<number, readonly number[]>,
  before: Unit,
  unit: Unit,
): boolean {
  if (signature(network, before) !== signature(network, unit)) return false;
  if (sides(network, before) !== sides(network, unit)) return false;
  const [mine, previous] = [new Set(unit.members), new Set(before.members)];
  const inputs = unit.members.flatMap((member) => network.layers[member]?.inputs ?? []);
  const outputs = before.members.flatMap((member) => readers.get(member) ?? []);
  return (
    inputs.every((input) => mine.has(input) || previous.has(input)) &&
    outputs.every((reader) => mine.has(reader) || previous.has(reader))
  );
}

/** Stages and how they are joined, without the sizes of what comes in. */
function signature({ layers }: Network, { members }: Unit): string {
  return members
    .map((member) => {
      const layer = layers[member];
      if (!layer || layer.operation.kind === "input") return `input ${member}`;
      const inputs = layer.inputs.map((input) => members.indexOf(input));
      return `${stageText(layer)} ${layer.aux} ${inputs.join()}`;
    })
    .join(";");
}

/** Of the maps that it gives: what halves them is not alike, however it is written. Channels may grow. */
function sides({ layers }: Network, { members }: Unit): string {
  return members
    .map((member) => {
      const shape = layers[member]?.outputShape ?? [];
      return shape.length === 3 ? shape.slice(0, 2).join("x") : "";
    })
    .join();
}

/** A box, and the members that it stands for, copy by copy. */
interface Box {
  readonly node: DiagramNode;
  readonly copies: readonly (readonly number[])[];
}

function layersOf({ layers }: Network, indices: readonly number[]): readonly Layer[] {
  return indices.flatMap((index) => layers[index] ?? []);
}

function boxOf(network: Network, run: readonly Unit[]): Box {
  const [first = { name: "", members: [] }] = run;
  const copies = run.map(({ members }) => members);
  const node: DiagramNode = {
    name: first.name,
    layers: layersOf(network, first.members),
    all: layersOf(network, copies.flat()),
    count: run.length,
    inner: innerGraph(network, run),
  };
  return { node, copies };
}

function innerGraph(network: Network, run: readonly Unit[]): DiagramGraph | null {
  const [first] = run;
  if (!first) return null;
  if (first.members.length > 1) return blockGraph(network, first, run);
  if (run.length === 1 || run.length > manyCopies) return null;
  return graphOf(
    network,
    run.map((unit) => [unit]),
    (copy) => [boxOf(network, copy)],
  );
}

/** The first of alike blocks; the shapes on its edges are those of all of them. */
function blockGraph(network: Network, block: Unit, alike: readonly Unit[]): DiagramGraph {
  const parts = unitsOf(network, block.members, partName(block.name));
  const runs = runsOf(network, parts);
  const drawn = runs.reduce((sum, [first]) => sum + (first?.members.length ?? 0), 0);
  const everywhere = ({ node, copies }: Box): Box => ({
    node,
    copies: alike.flatMap(({ members }) =>
      copies.map((copy) => copy.map((member) => members[block.members.indexOf(member)] ?? member)),
    ),
  });
  return graphOf(network, runs, (run) => {
    const folded = drawn > manyBoxes && run[0]?.name.match(/\/(add|concat)\d+$/) === null;
    return (folded ? [foldedBox(network, run)] : singleBoxes(network, run)).map(everywhere);
  });
}

function foldedBox(network: Network, run: readonly Unit[]): Box {
  const box = boxOf(network, run);
  return { ...box, node: { ...box.node, inner: null } };
}

/** Each layer of the first copy a box, which stands for its likes in the others. */
function singleBoxes(network: Network, run: readonly Unit[]): readonly Box[] {
  const [first] = run;
  return (first?.members ?? []).map((_, at) => {
    const copies = run.map(({ members }) => members.slice(at, at + 1));
    const all = layersOf(network, copies.flat());
    const layers = all.slice(0, 1);
    const count = first?.members.length === 1 ? run.length : 1;
    return { copies, node: { name: layers[0]?.name ?? "", layers, all, count, inner: null } };
  });
}

function graphOf(
  network: Network,
  runs: readonly (readonly Unit[])[],
  draw: (run: readonly Unit[]) => readonly Box[],
): DiagramGraph {
  const groups = runs.map((run) => draw(run));
  const boxes = groups.flat();
  let next = 0;
  const frames = groups.flatMap((group, at) => {
    const nodes = group.map(() => next++);
    const count = runs[at]?.length ?? 1;
    return group.length > 1 && count > 1 ? [{ nodes, count }] : [];
  });
  const edges = edgesOf(
    network,
    boxes.map(({ copies }) => copies),
  );
  return { nodes: boxes.map(({ node }) => node), edges, frames };
}
