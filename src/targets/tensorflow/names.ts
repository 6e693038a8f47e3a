/** What a compiled graph is fed and what is fetched from it. Layers cannot have names that begin with a dot. */

export const feeds = {
  images: ".images:0",
  labels: ".labels:0",
  learningRate: ".learningRate:0",
  seed: ".seed:0",
  number: ".number:0",
  value: ".value:0",
} as const;

/** Results of steps are a vector of loss and right answers; the others but the reading ones have no meaning. */
export const fetches = {
  predictions: ".predictions:0",
  evaluate: ".evaluate:0",
  accumulate: ".accumulate:0",
  update: ".update:0",
  initialize: ".initialize:0",
  /** Brings the copies up to date that inference computes with. */
  refresh: ".refresh:0",
  clearOptimizer: ".clearOptimizer:0",
  readWeight: ".readWeight:0",
  writeWeight: ".writeWeight:0",
  readOptimizer: ".readOptimizer:0",
  writeOptimizer: ".writeOptimizer:0",
} as const;

/** By layer or by variable; a gradient is missing where the loss does not depend on it. */
export interface PassNames {
  readonly activations: ReadonlyMap<string, string>;
  readonly beforeNorm: ReadonlyMap<string, string>;
  readonly activationGradients: ReadonlyMap<string, string>;
  readonly variableGradients: ReadonlyMap<string, string>;
}

/** A score's gradients: its weights are fed, its gradients fetched by layer. */
export interface ScoreNames {
  readonly layer: string;
  readonly guided: boolean;
  readonly weights: string;
  readonly gradients: ReadonlyMap<string, string>;
}

/** The name of a node from that of its output. */
export function nodeOfOutput(name: string): string {
  return name.slice(0, name.lastIndexOf(":"));
}
