/**
 * Initial weights, drawn inside the graph. he, glorotnormal and lecun are normal with the deviation of their papers (He
 * 2015; Glorot 2010; LeCun 1998), not cut off; the uniform ones have the same variance.
 */
import type { InitializerName } from "../../network/network.js";
import type { Variable } from "../../network/variables.js";
import { floats, ints, node, scalar, type Graph, type Tensor } from "./graph.js";
import { attribute } from "./messages.js";
import { cast, like } from "./ops/elementwise.js";
import { reshape, zeros } from "./ops/arrays.js";
import { draw, type Distribution } from "./ops/random.js";

type Drawn = readonly [Distribution, (variable: Variable) => number];

/** What is drawn and what it is multiplied by. */
const drawn = {
  he: ["normal", ({ fanIn }) => Math.sqrt(2 / fanIn)],
  heuniform: ["uniform", ({ fanIn }) => Math.sqrt(6 / fanIn)],
  glorot: ["uniform", ({ fanIn, fanOut }) => Math.sqrt(6 / (fanIn + fanOut))],
  glorotnormal: ["normal", ({ fanIn, fanOut }) => Math.sqrt(2 / (fanIn + fanOut))],
  lecun: ["normal", ({ fanIn }) => Math.sqrt(1 / fanIn)],
  lecununiform: ["uniform", ({ fanIn }) => Math.sqrt(3 / fanIn)],
  normal: ["normal", ({ initializer }) => initializer.value],
  truncated: ["truncated", ({ initializer }) => initializer.value],
  uniform: ["uniform", ({ initializer }) => initializer.value],
} satisfies Partial<Record<InitializerName, Drawn>>;

type Fill = (graph: Graph, variable: Variable) => Tensor;

const filled: Readonly<Record<Exclude<InitializerName, keyof typeof drawn>, Fill>> = {
  zeros: (graph, { shape }) => zeros(graph, shape),
  ones: (graph, variable) => constantly(graph, variable, 1),
  constant: (graph, variable) => constantly(graph, variable, variable.initializer.value),
  bilinear,
};

/** The initial value of a variable; `seed` holds two whole numbers. */
export function initialValue(graph: Graph, variable: Variable, seed: Tensor): Tensor {
  const { name } = variable.initializer;
  if (!isDrawn(name)) return filled[name](graph, variable);
  const [distribution, scaleOf] = drawn[name] as Drawn;
  const values = draw(graph, distribution, variable.shape, seed);
  const scaled = like(graph, "Mul", [
    values,
    scalar(graph, scaleOf(variable) * (distribution === "uniform" ? 2 : 1)),
  ]);
  if (distribution !== "uniform") return scaled;
  return like(graph, "Sub", [scaled, scalar(graph, scaleOf(variable))]);
}

function isDrawn(name: InitializerName): name is keyof typeof drawn {
  return name in drawn;
}

function constantly(graph: Graph, { shape }: Variable, value: number): Tensor {
  return like(graph, "AddV2", [zeros(graph, shape), scalar(graph, value)]);
}

/** Bilinear interpolation of each channel by itself (FCN, Long 2015): a tent over the kernel where in equals out. */
function bilinear(graph: Graph, { shape }: Variable): Tensor {
  const [rows = 1, columns = 1] = shape.slice(-2);
  const [height = 1, width = 1] = shape.slice(0, -2);
  const tent = tentOf(height).flatMap((y) => tentOf(width).map((x) => y * x));
  const spread = floats(graph, [height, width, 1, 1], tent);
  const ins = Array.from({ length: rows }, (_, row) => [row % columns]);
  const outs = Array.from({ length: columns }, (_, column) => column % rows);
  const T = attribute.type("int32");
  const inputs = [ints(graph, ins), ints(graph, [outs])];
  const same = node(graph, "Equal", inputs, { T }, { type: "bool", shape: [rows, columns] });
  const factors = [spread, cast(graph, same, "float32")] as const;
  const kernel = like(graph, "Mul", factors);
  return reshape(graph, { ...kernel, shape: [height, width, rows, columns] }, shape);
}

function tentOf(size: number): readonly number[] {
  const reach = Math.ceil(size / 2);
  const centre = (size - 1) / 2;
  return Array.from({ length: size }, (_, i) => 1 - Math.abs(i - centre) / reach);
}
