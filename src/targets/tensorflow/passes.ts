/** One way through the network: forward, the objective, every gradient, and the names to fetch them by. */
import type { Network } from "../../network/network.js";
import { networkVariables } from "../../network/variables.js";
import type { Loss } from "../../training/plan.js";
import { forward, type Forward, type ForwardOptions, type Stored } from "./forward.js";
import { inScope, node, type Graph, type Tensor } from "./graph.js";
import { gradients, type GradientOf } from "./gradients.js";
import { attribute } from "./messages.js";
import type { PassNames } from "./names.js";
import { objective, type Objective } from "./objective.js";
import { cast } from "./ops/elementwise.js";
import { joined } from "./slices.js";

export interface BuiltPass {
  readonly values: Forward;
  readonly gradientOf: GradientOf;
  /** Loss and right answers. */
  readonly result: Tensor;
  readonly names: PassNames;
}

export function buildPass(
  graph: Graph,
  network: Network,
  stored: Stored,
  { images, labels }: { readonly images: Tensor; readonly labels: Tensor },
  loss: Loss,
  options: ForwardOptions,
): BuiltPass {
  const values = forward(graph, network, stored, images, options);
  const goal = objective(graph, network, options.pass, values, loss, labels);
  const gradientOf = gradients(graph, goal.loss);
  const names = {
    activations: activations(graph, network, values),
    beforeNorm: beforeNorm(graph, network, values),
    activationGradients: activationGradients(graph, network, values, goal, gradientOf),
    variableGradients: variableGradients(network, stored, gradientOf),
  };
  const { scope } = inScope(graph, `.${options.pass}`);
  const result = pack({ ...graph, scope }, [goal.loss, goal.correct]);
  return { values, gradientOf, result, names };
}

function activations(graph: Graph, { layers }: Network, values: Forward): PassNames["activations"] {
  return new Map(
    layers.flatMap(({ name }, i) => {
      const value = values.layers[i]?.output;
      return value ? [[name, fetchable(graph, name, value)] as const] : [];
    }),
  );
}

function beforeNorm(graph: Graph, { layers }: Network, values: Forward): PassNames["beforeNorm"] {
  return new Map(
    layers.flatMap(({ name }, i) => {
      const value = values.layers[i]?.beforeNorm;
      return value ? [[name, fetchable(graph, name, value)] as const] : [];
    }),
  );
}

function activationGradients(
  graph: Graph,
  { layers }: Network,
  values: Forward,
  { folded }: Objective,
  gradientOf: GradientOf,
): PassNames["activationGradients"] {
  return new Map(
    layers.flatMap(({ name }, i) => {
      const gradient = folded.get(i) ?? gradientAt(graph, values, i, gradientOf);
      return gradient ? [[name, fetchable(graph, name, gradient)] as const] : [];
    }),
  );
}

/** Null where nothing depends on the layer. */
export function gradientAt(
  graph: Graph,
  { layers, division }: Forward,
  index: number,
  gradientOf: GradientOf,
): Tensor | null {
  const slices = (layers[index]?.slices ?? []).flatMap((slice) => gradientOf(slice) ?? []);
  const [whole = null] = slices;
  return division && whole ? joined(graph, slices, division) : whole;
}

function variableGradients(
  network: Network,
  stored: Stored,
  gradientOf: GradientOf,
): PassNames["variableGradients"] {
  return new Map(
    networkVariables(network).flatMap(({ name, trainable }) => {
      const value = stored.get(name)?.value;
      const gradient = trainable && value ? gradientOf(value) : null;
      return gradient ? [[name, gradient.name] as const] : [];
    }),
  );
}

/** Sessions hand out float32. */
export function fetchable(graph: Graph, layer: string, value: Tensor): string {
  return cast(inScope(graph, `${layer}/fetched`), value, "float32").name;
}

function pack(graph: Graph, scalars: readonly Tensor[]): Tensor {
  const attributes = { T: attribute.type("float32"), N: attribute.int(scalars.length) };
  const output = { type: "float32", shape: [scalars.length] } as const;
  return node(graph, "Pack", scalars, attributes, output);
}
