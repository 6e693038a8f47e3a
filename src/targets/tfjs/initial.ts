/**
 * Initial weights. he, glorotnormal and lecun are normal with the deviations of their papers (He 2015; Glorot 2010; LeCun
 * 1998), not cut off; the uniform ones have the same variance.
 */
import type { InitializerName, Layer } from "../../network/network.js";
import { sizeOf, variablesOf, type Variable } from "../../network/variables.js";
import { random, type Random } from "./random.js";

type Draw = (variable: Variable, random: Random) => () => number;

const draws: Readonly<Record<Exclude<InitializerName, "bilinear">, Draw>> = {
  he: normal(({ fanIn }) => Math.sqrt(2 / fanIn)),
  heuniform: uniform(({ fanIn }) => Math.sqrt(6 / fanIn)),
  glorot: uniform(({ fanIn, fanOut }) => Math.sqrt(6 / (fanIn + fanOut))),
  glorotnormal: normal(({ fanIn, fanOut }) => Math.sqrt(2 / (fanIn + fanOut))),
  lecun: normal(({ fanIn }) => Math.sqrt(1 / fanIn)),
  lecununiform: uniform(({ fanIn }) => Math.sqrt(3 / fanIn)),
  normal: normal(({ initializer }) => initializer.value),
  truncated:
    ({ initializer }, { normal }) =>
    () =>
      initializer.value * within(2, normal),
  uniform: uniform(({ initializer }) => initializer.value),
  zeros: () => () => 0,
  ones: () => () => 1,
  constant:
    ({ initializer }) =>
    () =>
      initializer.value,
};

/** The initial values of a layer's variables by name; `seed` is whole numbers. */
export function initialValues(
  layer: Layer,
  ...seed: readonly number[]
): ReadonlyMap<string, Float32Array> {
  return new Map(
    variablesOf(layer).map((variable, i) => {
      const values = initialValue(variable, random(...seed, i));
      return [variable.name, variable.role === "kernel" ? masked(layer, values) : values];
    }),
  );
}

function initialValue(variable: Variable, source: Random): Float32Array {
  const { name } = variable.initializer;
  if (name === "bilinear") return bilinear(variable);
  const draw = draws[name](variable, source);
  const values = new Float32Array(sizeOf(variable.shape));
  for (let i = 0; i < values.length; i++) values[i] = draw();
  return values;
}

function normal(deviation: (variable: Variable) => number): Draw {
  return (variable, { normal }) => {
    const scale = deviation(variable);
    return () => scale * normal();
  };
}

function uniform(limit: (variable: Variable) => number): Draw {
  return (variable, { uniform }) => {
    const scale = 2 * limit(variable);
    return () => scale * (uniform() - 0.5);
  };
}

function within(limit: number, draw: () => number): number {
  for (;;) {
    const value = draw();
    if (Math.abs(value) <= limit) return value;
  }
}

/** Bilinear interpolation of each channel by itself (FCN, Long 2015): a tent over the kernel where in equals out. */
function bilinear({ shape }: Variable): Float32Array {
  const [height = 1, width = 1, rows = 1, columns = 1] = shape;
  const values = new Float32Array(sizeOf(shape));
  for (let i = 0; i < values.length; i++) {
    const row = Math.floor(i / columns) % rows;
    const column = i % columns;
    const place = Math.floor(i / (rows * columns));
    const own = row % columns === column % rows;
    values[i] = own ? tent(Math.floor(place / width), height) * tent(place % width, width) : 0;
  }
  return values;
}

function tent(place: number, size: number): number {
  return 1 - Math.abs(place - (size - 1) / 2) / Math.ceil(size / 2);
}

/** Weights that `maps=` leaves out are zero. */
function masked({ operation }: Layer, kernel: Float32Array): Float32Array {
  if (operation.kind !== "conv" || !operation.maps) return kernel;
  const { maps, filters } = operation;
  const channels = kernel.length / (sizeOf(operation.kernelSize) * filters);
  return kernel.map((value, i) => {
    const channel = Math.floor(i / filters) % channels;
    return maps[i % filters]?.includes(channel) ? value : 0;
  });
}
