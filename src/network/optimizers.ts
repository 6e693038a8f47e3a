/** The optimisers that `train` knows, and the values that each keeps for every trained one. */
export const optimizers = ["sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"] as const;

export type OptimizerName = (typeof optimizers)[number];

export const optimizerSlots: Readonly<Record<OptimizerName, number>> = {
  sgd: 0,
  momentum: 1,
  nesterov: 1,
  rmsprop: 2,
  adam: 2,
  adamw: 2,
};
