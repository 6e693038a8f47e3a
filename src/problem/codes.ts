/** The catalogue of what can go wrong once a script runs, beside the checker's own (`src/language/codes.ts`). */
export const runCodes = {
  // R1xx: what is asked for
  R101: "a statement, an option or a data set that is not there yet",
  R102: "data that does not fit the network",
  R103: "a network that cannot be trained like this",
  R104: "too little data",
  R105: "too large for the memory",
  R106: "a name that the interface does not know",
  R107: "a view that lacks something, or is not for this layer",

  // R2xx: files
  R201: "a file that cannot be read or written",
  R202: "a file that is no safetensors file, or a damaged one",
  R203: "weights of another network",
  R204: "weights that are not finite",
  R205: "an image that cannot be read",
  R206: "a data file that is not in its format, or a damaged one",
  R207: "a data set that cannot be fetched",
  R208: "a checkpoint of another training",

  // R3xx: while it runs
  R301: "a loss that is not finite",
  R302: "an engine that cannot be had",
  R303: "an engine that failed",
  R304: "interrupted",
  R305: "a network that has been disposed",
} as const;

export type RunCode = keyof typeof runCodes;
