/** TensorFlow's errors in the user's words. In: what a session threw. Out: the same, with the layer that it comes from. */
import { EngineError } from "../../engine/engineError.js";
import type { Network } from "../../network/network.js";
import { nodeName } from "./graph.js";

/** Nodes are named below their layer; the longest name that fits is the layer's. */
export function layerOfNode(network: Network, node: string): string | null {
  const fitting = network.layers
    .map(({ name }) => name)
    .filter((name) => node.startsWith(`${nodeName(name)}/`));
  return fitting.sort((a, b) => b.length - a.length)[0] ?? null;
}

export function explain(network: Network, error: unknown): EngineError {
  const text = error instanceof Error ? error.message : String(error);
  const variable = /Could not find variable (\S+)\. /.exec(text)?.[1];
  if (variable !== undefined) {
    return new EngineError(
      `variable ${variable} of ${network.name} has no value yet; initialize the network or write it first`,
      { cause: error },
    );
  }
  const [first = text] = text.split("\n");
  const message = first.replace(/\{\{(?:function_)?node [^}]*\}\} ?/g, "").trim();
  const node = /\{\{node ([^}]+)\}\}/.exec(text)?.[1];
  const layer = node === undefined ? null : layerOfNode(network, node);
  const where = layer === null ? network.name : `layer ${layer} of ${network.name}`;
  return new EngineError(`${where}: ${message}`, { cause: error });
}
