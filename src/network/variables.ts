/**
 * The variables of a layer: what is counted, initialised, trained, saved. In: a layer. Out: its variables with names
 * that are unique in the network. Shapes are the engine's: kernels height x width x in x out, dense in x out with the
 * flatten order height, width, channels.
 */
import type { Initializer, Layer, Network, Shape } from "./network.js";

export type VariableRole = "kernel" | "bias" | "gamma" | "beta" | "movingMean" | "movingVariance";

export interface Variable {
  /** `conv1_1/kernel` */
  readonly name: string;
  readonly role: VariableRole;
  readonly shape: Shape;
  /** Values that count: fewer than the shape holds only where `maps=` leaves some out. */
  readonly count: number;
  readonly initializer: Initializer;
  /** For the initialisers that scale with them. */
  readonly fanIn: number;
  readonly fanOut: number;
  /** False for moving statistics. */
  readonly trainable: boolean;
  readonly l2: number;
}

const zeros: Initializer = { name: "zeros", value: 0 };
const ones: Initializer = { name: "ones", value: 1 };

export function variablesOf(
  layer: Pick<Layer, "name" | "operation" | "inputShape" | "outputShape" | "batchNorm">,
): readonly Variable[] {
  const { operation, outputShape, batchNorm } = layer;
  const normalised = batchNorm !== null || operation.kind === "bn";
  return [
    ...weighted(layer),
    ...(normalised ? statistics(layer.name, outputShape.at(-1) ?? 0) : []),
  ];
}

/** Every variable of the network, in the order of its layers. */
export function networkVariables(network: Network): readonly Variable[] {
  return network.layers.flatMap(variablesOf);
}

export function sizeOf(shape: Shape): number {
  return shape.reduce((product, n) => product * n, 1);
}

function weighted({ name, operation, inputShape }: Parameters<typeof variablesOf>[0]): Variable[] {
  const channels = inputShape.at(-1) ?? 0;
  switch (operation.kind) {
    case "conv": {
      const area = sizeOf(operation.kernelSize);
      const shape = [...operation.kernelSize, channels / operation.groups, operation.filters];
      const fanIn = area * (channels / operation.groups);
      const seen = operation.maps?.reduce((sum, maps) => sum + maps.length, 0);
      const count = seen === undefined ? sizeOf(shape) : seen * area;
      return kernelAndBias(
        name,
        operation,
        shape,
        count,
        fanIn,
        (area * operation.filters) / operation.groups,
        operation.filters,
      );
    }
    case "dwconv": {
      const area = sizeOf(operation.kernelSize);
      return kernelAndBias(
        name,
        operation,
        [...operation.kernelSize, channels, 1],
        area * channels,
        area,
        area,
        channels,
      );
    }
    case "deconv": {
      const area = sizeOf(operation.kernelSize);
      const shape = [...operation.kernelSize, operation.filters / operation.groups, channels];
      return kernelAndBias(
        name,
        operation,
        shape,
        sizeOf(shape),
        area * (channels / operation.groups),
        (area * operation.filters) / operation.groups,
        operation.filters,
      );
    }
    case "fc": {
      const inputs = sizeOf(inputShape);
      return kernelAndBias(
        name,
        operation,
        [inputs, operation.units],
        inputs * operation.units,
        inputs,
        operation.units,
        operation.units,
      );
    }
    default:
      return [];
  }
}

function kernelAndBias(
  name: string,
  {
    bias,
    initializer,
    l2,
  }: { readonly bias: boolean; readonly initializer: Initializer; readonly l2: number },
  shape: Shape,
  count: number,
  fanIn: number,
  fanOut: number,
  outputs: number,
): Variable[] {
  const kernel: Variable = {
    name: `${name}/kernel`,
    role: "kernel",
    shape,
    count,
    initializer,
    fanIn,
    fanOut,
    trainable: true,
    l2,
  };
  return bias ? [kernel, vector(name, "bias", outputs, zeros, true)] : [kernel];
}

function statistics(name: string, channels: number): Variable[] {
  return [
    vector(name, "gamma", channels, ones, true),
    vector(name, "beta", channels, zeros, true),
    vector(name, "movingMean", channels, zeros, false),
    vector(name, "movingVariance", channels, ones, false),
  ];
}

function vector(
  layer: string,
  role: VariableRole,
  size: number,
  initializer: Initializer,
  trainable: boolean,
): Variable {
  return {
    name: `${layer}/${role}`,
    role,
    shape: [size],
    count: size,
    initializer,
    fanIn: size,
    fanOut: size,
    trainable,
    l2: 0,
  };
}
