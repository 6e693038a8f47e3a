/** The JSON of `check --json` (grammar/README.md, "Command line"); the public shape of a network. */
import type { Diagnostic } from "../language/diagnostic.js";
import type { Location, Span } from "../language/source.js";
import type { Layer, Network, Pair, Shape } from "./network.js";
import { locate } from "../language/source.js";
import { kindOf } from "./operations.js";

export interface LayerJson {
  readonly name: string;
  readonly kind: string;
  readonly activation: string | null;
  readonly source: Location;
  readonly calls: readonly Location[];
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly weights: number;
  readonly biases: number;
  readonly nonTrainable: number;
  readonly params: number;
  readonly macs: number;
  readonly receptiveField: number | Pair;
  readonly jump: number | Pair;
  readonly aux?: number;
}

export interface NetworkJson {
  readonly name: string;
  readonly title?: string;
  readonly input: Shape | null;
  /** null where errors keep it from being known */
  readonly output: Shape | null;
  readonly layers: readonly LayerJson[];
  readonly totals: {
    readonly params: number;
    readonly weights: number;
    readonly biases: number;
    readonly nonTrainable: number;
    readonly macs: number;
    readonly activations: number;
    readonly receptiveField: number | Pair;
    readonly withAux?: { readonly params: number; readonly macs: number };
  };
}

export interface DiagnosticJson {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly hints: readonly string[];
  readonly notes: readonly { readonly message: string; readonly source: Location }[];
  readonly source: Location;
}

export function networkJson(network: Network): NetworkJson {
  const { totals, layers, output, complete, title } = network;
  const { withAux, receptiveField, ...sums } = totals;
  return {
    name: network.name,
    ...(title === null ? {} : { title }),
    input: layers[0]?.outputShape ?? null,
    output: complete ? (layers[output]?.outputShape ?? null) : null,
    layers: layers.map(layerJson),
    totals: { ...sums, receptiveField: single(receptiveField), ...(withAux ? { withAux } : {}) },
  };
}

function layerJson(layer: Layer): LayerJson {
  const { name, operation, inputShape, outputShape, weights, biases, nonTrainable, params, macs } =
    layer;
  return {
    name,
    kind: kindOf(operation),
    activation: activationName(layer),
    source: locate(layer.span),
    calls: layer.calls.map((span) => locate(span)),
    inputShape,
    outputShape,
    weights,
    biases,
    nonTrainable,
    params,
    macs,
    receptiveField: single(layer.receptiveField),
    jump: single(layer.jump),
    ...(layer.aux ? { aux: layer.aux } : {}),
  };
}

/** The activation of the layer, of itself where it is one; null for none. */
export function activationName({ operation, activation }: Layer): string | null {
  return (operation.kind === "activation" ? operation.activation : activation)?.name ?? null;
}

function single([height, width]: Pair): number | Pair {
  return height === width ? height : [height, width];
}

export function diagnosticJson({
  code,
  severity,
  message,
  hints,
  notes,
  span,
}: Diagnostic<string>): DiagnosticJson {
  return {
    code,
    severity,
    message,
    hints: hints.map((hint) => hint.text),
    notes: notes.map((note) => ({ message: note.text, source: location(note.span) })),
    source: location(span),
  };
}

function location(span: Span): Location {
  return locate(span);
}
