/** How deep a network is, as papers count: layers with weights on the longest path from the input. */
import type { Layer, Network, OperationKind } from "../network/network.js";

const weighted: ReadonlySet<OperationKind> = new Set(["conv", "dwconv", "deconv", "fc"]);

/** 16 for VGG-D, 50 for ResNet-50, 22 for GoogLeNet, 121 for DenseNet-121. */
export function networkDepth({ layers, output }: Network): number {
  const depths: number[] = [];
  for (const layer of layers) depths.push(depthOf(layer, depths));
  return depths[output] ?? 0;
}

function depthOf({ operation, inputs }: Layer, depths: readonly number[]): number {
  const before = Math.max(0, ...inputs.map((input) => depths[input] ?? 0));
  return before + (weighted.has(operation.kind) ? 1 : 0);
}
