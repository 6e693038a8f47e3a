/**
 * What the TensorFlow at hand can do. On CPU only oneDNN has gradients of grouped and dilated convolutions; macOS has no
 * oneDNN, and older processors run without it. In: a network, a way to open sessions. Out: whether to do without.
 */
import type { Session, SessionOptions } from "../../engine/session.js";
import type { Network } from "../../network/network.js";
import { createGraph, floats, namedNode } from "./graph.js";
import { gradients } from "./gradients.js";
import { attribute, encodeGraph } from "./messages.js";
import { ops } from "./ops.js";
import { noPadding } from "./ops/window.js";

export type OpenSession = (graph: Uint8Array, options?: SessionOptions) => Session;

/** Tried only where the network has a convolution of that kind. */
export function needsPortable(network: Network, openSession: OpenSession): boolean {
  return hasGroupsOrDilation(network) && !differentiatesGroups(openSession);
}

/** Tries the gradient of a small convolution with groups and dilation. */
export function differentiatesGroups(openSession: OpenSession): boolean {
  const session = openSession(trialGraph());
  const shape = [1, 4, 4, 2];
  const x = { type: "float32", shape, data: new Float32Array(32) } as const;
  try {
    session.run({ "x:0": x }, ["slope:0"]);
    return true;
  } catch {
    return false;
  } finally {
    session.dispose();
  }
}

function hasGroupsOrDilation({ layers }: Network): boolean {
  return layers.some(({ operation }) => {
    const dilated = "dilation" in operation && operation.dilation.some((d) => d > 1);
    const grouped = "groups" in operation && operation.groups > 1;
    // A depthwise convolution of uneven strides is a grouped one.
    return dilated || grouped || operation.kind === "dwconv";
  });
}

/** The filter gradient of a convolution with two groups and a dilation. */
function trialGraph(): Uint8Array {
  const graph = createGraph();
  const input = { type: "float32", shape: [-1, 4, 4, 2] } as const;
  const attributes = { dtype: attribute.type("float32"), shape: attribute.shape(input.shape) };
  const x = namedNode(graph, "x", "Placeholder", [], attributes, input);
  const kernel = floats(graph, [2, 2, 1, 2], Array<number>(8).fill(1));
  const window = {
    kernelSize: [2, 2],
    strides: [1, 1],
    dilation: [2, 2],
    padding: noPadding,
  } as const;
  const y = ops.conv2d(graph, x, kernel, window);
  const slope = gradients(graph, ops.mean(graph, y))(kernel);
  if (!slope) throw new Error("a convolution without a gradient");
  namedNode(graph, "slope", "Identity", [slope], { T: attribute.type("float32") }, slope);
  return encodeGraph(graph.nodes);
}
