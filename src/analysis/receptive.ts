/** `show receptive`: what a cell sees. In: a subject, a layer, a cell, perhaps a picture. Out: its field, and what reaches it really. */
import type { Layer, Pair } from "../network/network.js";
import { Problem } from "../problem/problem.js";
import { boxOf } from "./field.js";
import { cellScore } from "./classScore.js";
import { asPicture, type Input } from "./input.js";
import { mapShape, ofNetwork, type Subject } from "./subject.js";
import type { HeatMap } from "./picture.js";
import type { ReceptiveView } from "./view.js";
import { toOne } from "./why.js";

/** The middle cell where none is asked for; without an input nothing is computed. Throws R107. */
export async function receptiveField(
  subject: Subject,
  layer: Layer,
  asked: Pair | null,
  input: Input | null,
): Promise<ReceptiveView> {
  const [height, width] = mapShape(layer);
  const cell: Pair = asked ?? [Math.floor(height / 2), Math.floor(width / 2)];
  if (cell[0] >= height || cell[1] >= width) {
    const message = `\`${layer.name}\` has ${height}x${width} cells; received ${cell.join("x")}`;
    throw new Problem("R107", message, { about: "cell", hints: ["rows and columns count from 0"] });
  }
  const box = boxOf(subject.network, layer, cell);
  const effective = input ? await effectiveField(subject, layer, cell, input) : null;
  const field = { of: input?.shown ?? null, cell, cells: [height, width] as const, box, effective };
  return { kind: "receptive", ...ofNetwork(subject), layer: layer.name, field };
}

/** Luo et al. 2016, section 2: the size of the cell's gradient at each pixel, summed over the channels. */
async function effectiveField(
  { network, runner }: Subject,
  layer: Layer,
  [row, column]: Pair,
  { values }: Input,
): Promise<HeatMap> {
  const score = cellScore(layer, row, column);
  const at = network.layers[0]?.name ?? "input";
  const [gradient] = await runner.fetch([{ kind: "scoreGradient", score, at }], { images: values });
  const [height, width, channels] = asPicture(values.shape.slice(1));
  const found = new Float32Array(height * width);
  gradient?.data.forEach((value, i) => {
    const pixel = Math.floor(i / channels);
    found[pixel] = (found[pixel] ?? 0) + Math.abs(value);
  });
  return { height, width, values: toOne(found) };
}
