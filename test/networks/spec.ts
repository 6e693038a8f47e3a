/**
 * A network described without the language: what a text means, for oracles that know nothing of it. Amounts are
 * [height, width].
 */
export type Pair = readonly [number, number];

export interface Convolution {
  readonly op: "conv" | "dwconv";
  /** Not read for dwconv. */
  readonly filters: number;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly pad: Pair | "same";
  readonly mode: "zero" | "reflect" | "replicate";
  readonly groups: number;
  readonly bias: boolean;
  readonly bn: boolean;
}

export interface Transposed {
  readonly op: "deconv";
  readonly filters: number;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly pad: Pair;
  readonly outpad: Pair;
  readonly groups: number;
  readonly bias: boolean;
  readonly bn: boolean;
}

export interface Pooling {
  readonly op: "maxpool" | "avgpool" | "minpool";
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly pad: Pair;
  readonly ceil: boolean;
}

/** What `shortcut` stands for: nothing, a projection, or option A's subsampling with zero channels. */
export interface Shortcut {
  readonly op: "shortcut";
  readonly convolution: Convolution | null;
  readonly zeropad: { readonly filters: number; readonly stride: Pair } | null;
}

export interface Join {
  readonly op: "concat" | "add";
  readonly branches: readonly (readonly Spec[])[];
}

export type Spec =
  | Convolution
  | Transposed
  | Pooling
  | Shortcut
  | Join
  | { readonly op: "gap" | "gmp" | "flatten" | "bn" | "lrn" | "dropout" | "id" | "relu" | "tanh" }
  | { readonly op: "fc"; readonly units: number; readonly bias: boolean }
  | { readonly op: "pad"; readonly pad: Pair; readonly mode: "zero" | "reflect" | "replicate" }
  | { readonly op: "crop"; readonly size: Pair }
  | { readonly op: "upsample"; readonly factor: Pair; readonly bilinear: boolean };

export interface NetworkSpec {
  /** Height, width, channels. */
  readonly input: readonly [number, number, number];
  readonly stages: readonly Spec[];
}
