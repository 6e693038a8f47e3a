/**
 * The variables of a layer: what is counted, initialised, trained, saved. In: a layer. Out: its variables with names
 * that are unique in the network. Shapes are the engine's: kernels height x width x in x out, dense in x out with the
 * flatten order height, width, channels.
 */
import type { Conv, Deconv, Dense, DepthwiseConv } from "./network.js";
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

type WeightedLayer = Parameters<typeof variablesOf>[0];

/** A kernel's shape, how many of its values count, and its fans; `outputs` is the length of the bias. */
interface Kernel {
  readonly shape: Shape;
  readonly count: number;
  readonly fanIn: number;
  readonly fanOut: number;
  readonly outputs: number;
}

function weighted({ name, operation, inputShape }: WeightedLayer): Variable[] {
  if (!("initializer" in operation)) return [];
  const kernel = kernelOf(operation, inputShape);
  const { initializer, l2 } = operation;
  const variable: Variable = {
    name: `${name}/kernel`,
    role: "kernel",
    shape: kernel.shape,
    count: kernel.count,
    initializer,
    fanIn: kernel.fanIn,
    fanOut: kernel.fanOut,
    trainable: true,
    l2,
  };
  return operation.bias
    ? [variable, vector(name, "bias", kernel.outputs, zeros, true)]
    : [variable];
}

function kernelOf(operation: Conv | DepthwiseConv | Deconv | Dense, input: Shape): Kernel {
  const channels = input.at(-1) ?? 0;
  switch (operation.kind) {
    case "conv": {
      const { kernelSize, filters, groups, maps } = operation;
      const area = sizeOf(kernelSize);
      const shape = [...kernelSize, channels / groups, filters];
      const seen = maps?.reduce((sum, row) => sum + row.length, 0);
      const count = seen === undefined ? sizeOf(shape) : seen * area;
      const fanIn = (area * channels) / groups;
      return { shape, count, fanIn, fanOut: (area * filters) / groups, outputs: filters };
    }
    case "dwconv": {
      const area = sizeOf(operation.kernelSize);
      const shape = [...operation.kernelSize, channels, 1];
      return { shape, count: area * channels, fanIn: area, fanOut: area, outputs: channels };
    }
    case "deconv": {
      const { kernelSize, filters, groups } = operation;
      const area = sizeOf(kernelSize);
      const shape = [...kernelSize, filters / groups, channels];
      const fanIn = (area * channels) / groups;
      const fanOut = (area * filters) / groups;
      return { shape, count: sizeOf(shape), fanIn, fanOut, outputs: filters };
    }
    case "fc": {
      const { units } = operation;
      const fanIn = sizeOf(input);
      return { shape: [fanIn, units], count: fanIn * units, fanIn, fanOut: units, outputs: units };
    }
  }
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
