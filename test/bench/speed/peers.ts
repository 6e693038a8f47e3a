/** Who is compared, and for which cases. A new peer is an entry here and its program beside. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "../../../src/packageRoot.js";
import type { SpeedCase } from "./cases.js";
import { pythonOf, type Environment } from "./environments.js";

export interface Peer {
  readonly name: string;
  /** The environment that it runs in; null for Node's. */
  readonly environment: Environment | null;
  readonly program: string;
  /** What its program reads: `compile`, `xla`, a backend of tfjs. */
  readonly options: readonly string[];
  /** Left out of `--quick`: it compiles for minutes, or is far behind. */
  readonly slow: boolean;
  readonly takes: (one: SpeedCase) => boolean;
}

const folder = join(packageRoot, "test", "bench", "speed");
const compiled = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const always = () => true;

export const ours: Peer = {
  name: "ConvScript",
  environment: null,
  program: compiled("ours.js"),
  options: [],
  slow: false,
  takes: always,
};

const torch = { environment: "torch", program: join(folder, "torch_peer.py") } as const;
const keras = { environment: "keras", program: join(folder, "keras_peer.py") } as const;
const tfjs = { environment: null, program: compiled("tfjs_peer.js"), slow: true } as const;

export const peers: readonly Peer[] = [
  { name: "PyTorch", ...torch, options: [], slow: false, takes: always },
  { name: "PyTorch compiled", ...torch, options: ["compile"], slow: true, takes: always },
  { name: "Keras", ...keras, options: [], slow: false, takes: always },
  { name: "Keras XLA", ...keras, options: ["xla"], slow: true, takes: always },
  { name: "tfjs on TensorFlow", ...tfjs, options: ["tensorflow"], takes: isSmallOrForward },
  {
    name: "tfjs wasm",
    ...tfjs,
    options: ["wasm"],
    takes: ({ mode, ...one }) => mode === "forward" && isPlain(one),
  },
];

/** Its initial weights and its steps take minutes on larger ones. */
function isSmallOrForward({ mode, ...one }: SpeedCase): boolean {
  const small = ["mnistCnn", "lenet5"].includes(one.network);
  return isPlain(one) && (small || (mode === "forward" && one.batch === 1));
}

function isPlain({ precision }: Pick<SpeedCase, "precision">): boolean {
  return precision === "float32";
}

export function commandOf({ environment, program }: Peer): readonly [string, ...string[]] {
  return [environment === null ? process.execPath : pythonOf(environment), program];
}
