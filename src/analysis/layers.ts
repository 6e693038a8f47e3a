/** The layers that views look at where none is named. In: a network. Out: one of its layers. */
import type { Layer, Network, OperationKind } from "../network/network.js";
import { Problem } from "../problem/problem.js";
import { activationAt, headPath, layerAt } from "../training/headPath.js";

/** From the output back to the input, by first inputs. */
export function mainPath(network: Network): readonly Layer[] {
  const path: Layer[] = [];
  for (let index: number | undefined = network.output; index !== undefined;) {
    const layer = layerAt(network, index);
    path.push(layer);
    index = layer.inputs[0];
  }
  return path;
}

const passive: ReadonlySet<OperationKind> = new Set([
  "input",
  "maxpool",
  "avgpool",
  "minpool",
  "gap",
  "gmp",
  "flatten",
  "id",
  "dropout",
  "pad",
  "crop",
  "upsample",
]);

/** The last layer with maps that are not only pooled ones: what Grad-CAM looks at. Throws R107 where there is none. */
export function lastMaps(network: Network): Layer {
  const found = mainPath(network).find(
    ({ operation, outputShape }) =>
      outputShape.length === 3 && !passive.has(operation.kind) && !isSoftmax(operation),
  );
  if (found) return found;
  throw new Problem("R107", `\`${network.name}\` has no layer with maps`, {
    about: "net",
    hints: ["a network with a convolution has them"],
  });
}

function isSoftmax(operation: Layer["operation"]): boolean {
  return operation.kind === "activation" && operation.activation.name === "softmax";
}

/** The last convolution: what filters and patches are shown of where no layer is named. Throws R107. */
export function firstConvolution(network: Network): Layer {
  return convolution(network, network.layers);
}

export function lastConvolution(network: Network): Layer {
  return convolution(network, [...network.layers].filter(({ aux }) => aux === 0).reverse());
}

function convolution({ name }: Network, layers: readonly Layer[]): Layer {
  const found = layers.find(({ operation }) => /^(conv|dwconv|deconv)$/.test(operation.kind));
  if (found) return found;
  throw new Problem("R107", `\`${name}\` has no convolution`, {
    about: "net",
    hints: ["name a layer with `at=`"],
  });
}

/** The layer before the last dense one: what an embedding shows. */
export function beforeDecision(network: Network): Layer {
  const path = mainPath(network);
  const last = path.findIndex(({ operation }) => "filters" in operation || operation.kind === "fc");
  return path[last + 1] ?? layerAt(network, network.output);
}

/** The layer that scores classes: the one with the softmax, else the last. */
export function scoringLayer(network: Network): Layer {
  return layerAt(network, headPath(network, network.output).at(-1) ?? network.output);
}

export function hasRelu(network: Network, layer: Layer): boolean {
  return activationAt(network, network.layers.indexOf(layer))?.name === "relu";
}
