/** The edges of a diagram. In: a network, and the layers that each box stands for. Out: which boxes are joined, by what shape. */
import type { Network, Shape } from "../network/network.js";
import { shapesText } from "./shapesText.js";

/** `from` and `to` are nodes; in an inner graph −1 is where it begins and `nodes.length` where it ends. */
export interface DiagramEdge {
  readonly from: number;
  readonly to: number;
  readonly shape: string;
}

/** Indices of layers, copy by copy. */
type Copies = readonly (readonly number[])[];

/** An edge with the shapes of the first copy and of the last. */
interface Joint {
  readonly from: number;
  readonly to: number;
  readonly copy: number;
  readonly first: Shape;
  readonly last: Shape;
}

/** Between boxes, from outside (−1) and to outside; those between copies of one box are left out. */
export function edgesOf({ layers }: Network, boxes: readonly Copies[]): readonly DiagramEdge[] {
  const homes = new Map<number, Home>();
  boxes.forEach((copies, box) =>
    copies.forEach((members, copy) => members.forEach((one) => homes.set(one, { box, copy }))),
  );
  const joints = new Map<string, Joint>();
  const add = (from: number, to: number, source: number) => {
    if (from >= to) return;
    const last = layers[source]?.outputShape ?? [];
    const copy = homes.get(source)?.copy ?? 0;
    const known = joints.get(`${from} ${to}`);
    if (known && copy <= known.copy) return;
    joints.set(`${from} ${to}`, { from, to, copy, first: known?.first ?? last, last });
  };
  layers.forEach(({ inputs }, index) => {
    const to = homes.get(index);
    for (const input of inputs) {
      const from = homes.get(input);
      if (to) add(from?.box ?? -1, to.box, input);
      else if (from) add(from.box, boxes.length, input);
    }
  });
  const last = Math.max(...homes.keys());
  if (homes.size < layers.length && layers.length - 1 === last)
    add(homes.get(last)?.box ?? 0, boxes.length, last);
  return Array.from(joints.values(), ({ from, to, first, last: end }) => {
    return { from, to, shape: shapesText(first, end) };
  });
}

interface Home {
  readonly box: number;
  readonly copy: number;
}
