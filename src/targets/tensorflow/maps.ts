/** `maps=`: which input maps a filter sees (LeCun 1998, table I). */
import type { Layer, Shape } from "../../network/network.js";
import type { Variable } from "../../network/variables.js";
import { floats, type Graph, type Tensor } from "./graph.js";
import { ops } from "./ops.js";

/** The variable's value, without the weights that `maps=` leaves out. */
export function masked(
  graph: Graph,
  { operation }: Layer,
  { role, shape }: Variable,
  value: Tensor,
): Tensor {
  const maps = operation.kind === "conv" && role === "kernel" ? operation.maps : null;
  return maps ? ops.scale(graph, value, kernelMask(graph, shape, maps)) : value;
}

/** 1 where a filter sees an input map, 0 elsewhere: 1, 1, in, out. */
function kernelMask(graph: Graph, shape: Shape, maps: readonly (readonly number[])[]): Tensor {
  const [channels = 0, filters = 0] = shape.slice(2);
  const values = Array.from({ length: channels }, (_, channel) =>
    maps.map((seen) => (seen.includes(channel) ? 1 : 0)),
  );
  return floats(graph, [1, 1, channels, filters], values.flat());
}
