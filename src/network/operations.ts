/**
 * The arithmetic of each operation: its word in names and JSON, multiply-adds, receptive field, and whether its values
 * count as activation memory. The rules are those of `grammar/README.md`, section "What is counted".
 */
import type { Operation, OperationKind, Pair, Shape } from "./network.js";
import { sizeOf } from "./variables.js";

/** Receptive field and jump of one value, in input pixels. */
export interface Field {
  readonly receptiveField: Pair;
  readonly jump: Pair;
  /** Rows and columns of the map that a flattened vector holds; an fc after it sees them all. */
  readonly flattened: Pair;
}

export const inputField: Field = { receptiveField: [1, 1], jump: [1, 1], flattened: [1, 1] };

interface Arithmetic<Kind extends OperationKind> {
  /** `drop` in `drop1`, for names; the word of the language elsewhere */
  readonly prefix?: string;
  /** Counted in `totals.activations`. */
  readonly stored: boolean;
  readonly macs?: (
    operation: Extract<Operation, { kind: Kind }>,
    kernel: number,
    input: Shape,
    output: Shape,
  ) => number;
  readonly field?: (
    operation: Extract<Operation, { kind: Kind }>,
    input: Shape,
    field: Field,
  ) => Field;
}

/** Positions of a map; 1 for a vector. */
function positions(shape: Shape): number {
  return shape.length === 3 ? (shape[0] ?? NaN) * (shape[1] ?? NaN) : 1;
}

function each(f: (axis: 0 | 1) => number): Pair {
  return [f(0), f(1)];
}

interface Windowed {
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly dilation?: Pair;
}

function windowed(
  { kernelSize, strides, dilation = [1, 1] }: Windowed,
  _: Shape,
  field: Field,
): Field {
  const { receptiveField: rf, jump } = field;
  return {
    ...field,
    receptiveField: each((i) => rf[i] + dilation[i] * (kernelSize[i] - 1) * jump[i]),
    jump: each((i) => jump[i] * strides[i]),
  };
}

/** The whole map is seen: gap, and fc on a map, also through flatten. */
function whole(_: Operation, input: Shape, { receptiveField: rf, jump, flattened }: Field): Field {
  const seen = input.length === 3 ? mapSize(input) : flattened;
  return {
    receptiveField: each((i) => rf[i] + (seen[i] - 1) * jump[i]),
    jump,
    flattened: [1, 1],
  };
}

function mapSize([height = NaN, width = NaN]: Shape): Pair {
  return [height, width];
}

function transposed({ kernelSize: k, strides: s }: Windowed, _: Shape, field: Field): Field {
  const { receptiveField: rf, jump } = field;
  return {
    ...field,
    receptiveField: each((i) => rf[i] + (Math.ceil(k[i] / s[i]) - 1) * jump[i]),
    jump: each((i) => jump[i] / s[i]),
  };
}

const pool = { stored: true, field: windowed };

const arithmetic: { readonly [Kind in OperationKind]: Arithmetic<Kind> } = {
  input: { stored: true },
  conv: {
    stored: true,
    field: windowed,
    macs: (_, kernel, __, output) => kernel * positions(output),
  },
  dwconv: {
    stored: true,
    field: windowed,
    macs: (_, kernel, __, output) => kernel * positions(output),
  },
  deconv: {
    stored: true,
    field: transposed,
    macs: (_, kernel, input) => kernel * positions(input),
  },
  maxpool: pool,
  avgpool: pool,
  minpool: pool,
  gap: { stored: true, field: whole },
  gmp: { stored: true, field: whole },
  fc: { stored: true, field: whole, macs: ({ units }, _, input) => sizeOf(input) * units },
  flatten: {
    stored: false,
    field: (_, input, field) =>
      input.length === 3 ? { ...field, flattened: mapSize(input) } : field,
  },
  activation: { stored: false },
  bn: { stored: false },
  lrn: { stored: false },
  dropout: { prefix: "drop", stored: false },
  pad: { stored: true },
  crop: { stored: true },
  upsample: {
    stored: true,
    field: ({ factor, interpolation }, _, field) =>
      upsampled(factor, interpolation === "bilinear", field),
  },
  id: { stored: false },
  add: { stored: false },
  concat: { stored: false },
  zeropad: {
    prefix: "shortcut",
    stored: false,
    field: (operation, _, field) => subsampled(operation.strides, field),
  },
};

function subsampled(strides: Pair, field: Field): Field {
  return { ...field, jump: each((i) => field.jump[i] * strides[i]) };
}

function upsampled(factor: Pair, bilinear: boolean, field: Field): Field {
  const { receptiveField: rf, jump } = field;
  return {
    ...field,
    receptiveField: bilinear ? each((i) => rf[i] + jump[i]) : rf,
    jump: each((i) => jump[i] / factor[i]),
  };
}

/** Where branches meet: the largest field and the largest jump. */
export function joinFields(fields: readonly Field[]): Field {
  const largest = (part: keyof Field) =>
    each((i) => Math.max(...fields.map((field) => field[part][i])));
  return {
    receptiveField: largest("receptiveField"),
    jump: largest("jump"),
    flattened: largest("flattened"),
  };
}

/** The word of the language: `conv`, `maxpool`, `softmax`; `shortcut` for a zero-padded one. */
export function kindOf(operation: Operation): string {
  if (operation.kind === "activation") return operation.activation.name;
  return operation.kind === "zeropad" ? "shortcut" : operation.kind;
}

/** What a running number is put after: `bn1`, `drop1`. */
export function namePrefix(operation: Operation): string {
  return arithmetic[operation.kind].prefix ?? kindOf(operation);
}

/** True where the layer's values count in `totals.activations`. */
export function isStored(operation: Operation): boolean {
  return arithmetic[operation.kind].stored;
}

/** Multiply-adds for one input; `kernel` is the number of kernel weights that count. */
export function multiplyAdds(
  operation: Operation,
  kernel: number,
  input: Shape,
  output: Shape,
): number {
  const rule = arithmetic[operation.kind] as Arithmetic<OperationKind>;
  return rule.macs ? rule.macs(operation, kernel, input, output) : 0;
}

/** The field of one value after an operation. */
export function fieldAfter(operation: Operation, input: Shape, field: Field): Field {
  const rule = arithmetic[operation.kind] as Arithmetic<OperationKind>;
  return rule.field ? rule.field(operation, input, field) : field;
}
