/** The draws of `data/random.ts` for all samples of a batch at once, as whole numbers of 32 bits. */
import { mixing } from "../../data/random.js";
import { node, scalar, type Graph, type Tensor } from "./graph.js";
import { attribute } from "./messages.js";
import { cast, like } from "./ops/elementwise.js";

/** A number of one stream for each sample. */
export interface Draws {
  /** Evenly from `from` to `to`. */
  between(from: number, to: number): Tensor;
  /** A whole number from `from` to `to`, both among them. */
  whole(from: number, to: number): Tensor;
  normal(deviation: number): Tensor;
}

/** `keys` hold the seed, the epoch and the sample of each. */
export function drawsOf(graph: Graph, keys: Tensor, stream: number): Draws {
  const own = mix(graph, keys, stream);
  let count = 0;
  const bits = (wanted: number) => {
    const shifted = like(graph, "RightShift", [
      mix(graph, own, count++),
      unsigned(graph, 32 - wanted),
    ]);
    return cast(graph, cast(graph, shifted, "int32"), "float32");
  };
  const times = (x: Tensor, factor: number) => like(graph, "Mul", [x, scalar(graph, factor)]);
  const plus = (x: Tensor, term: number) => like(graph, "AddV2", [x, scalar(graph, term)]);
  const unit = () => times(bits(24), 2 ** -24);
  return {
    between: (from, to) => plus(times(unit(), to - from), from),
    whole: (from, to) => {
      const scaled = times(bits(16), (to - from + 1) / 2 ** 16);
      return plus(like(graph, "Floor", [scaled]), from);
    },
    normal(deviation) {
      const left = plus(times(unit(), -1), 1);
      const radius = like(graph, "Sqrt", [times(like(graph, "Log", [left]), -2)]);
      const angle = like(graph, "Cos", [times(unit(), 2 * Math.PI)]);
      return times(like(graph, "Mul", [radius, angle]), deviation);
    },
  };
}

/** Of each sample the key of the epoch, a scalar, with its number. */
export function sampleKeys(graph: Graph, epochKey: Tensor, indices: Tensor): Tensor {
  return mix(graph, bitcast(graph, epochKey), bitcast(graph, indices));
}

function mix(graph: Graph, hash: Tensor, value: Tensor | number): Tensor {
  const [first, second] = mixing.factors.map((factor) => unsigned(graph, factor));
  const shifted = (x: Tensor, by: number) =>
    like(graph, "BitwiseXor", [x, like(graph, "RightShift", [x, unsigned(graph, by)])]);
  const number = typeof value === "number" ? unsigned(graph, value) : value;
  const wide = number.shape.length > hash.shape.length ? [number, hash] : [hash, number];
  const both = like(graph, "BitwiseXor", wide as [Tensor, Tensor]);
  const times = (x: Tensor, factor = both) => like(graph, "Mul", [x, factor]);
  const moved = like(graph, "AddV2", [times(both, first), unsigned(graph, mixing.addend)]);
  return shifted(times(shifted(moved, mixing.shifts[0]), second), mixing.shifts[1]);
}

function unsigned(graph: Graph, value: number): Tensor {
  const attributes = {
    dtype: attribute.type("uint32"),
    value: attribute.tensor("uint32", [], Uint32Array.of(value)),
  };
  return node(graph, "Const", [], attributes, { type: "uint32", shape: [] });
}

function bitcast(graph: Graph, x: Tensor): Tensor {
  const attributes = { T: attribute.type(x.type), type: attribute.type("uint32") };
  return node(graph, "Bitcast", [x], attributes, { type: "uint32", shape: x.shape });
}
