/** What is measured: a network, a batch, and what is done with it. A new case is an entry here. */
import type { Precision } from "../../../src/training/plan.js";

export type Mode = "forward" | "train";

export interface SpeedCase {
  /** A library and a network of it. */
  readonly network: readonly [library: string, name: string];
  readonly mode: Mode;
  readonly batch: number;
  readonly precision: Precision;
  /** Steps timed together: many where one is short. */
  readonly chunk: number;
  /** Part of `--quick`. */
  readonly quick: boolean;
  /** The ratio to the best peer's time that it should stay under. */
  readonly target: number;
}

const vggD = ["vgg", "vggD"] as const;
const mnistCnn = ["mnist", "mnistCnn"] as const;
const lenet = ["lenet", "lenet5"] as const;

export const cases: readonly SpeedCase[] = [
  speedCase(vggD, "forward", 1, "float32", { target: 1, chunk: 2, quick: true }),
  speedCase(vggD, "forward", 8, "float32", { target: 1 }),
  speedCase(vggD, "train", 8, "float32", { target: 0.85, quick: true }),
  speedCase(vggD, "forward", 1, "bf16", { target: 0.75, chunk: 2, quick: true }),
  speedCase(vggD, "forward", 8, "bf16", { target: 0.75 }),
  speedCase(vggD, "train", 8, "bf16", { target: 0.65, quick: true }),
  speedCase(["resnet", "resnet50"], "forward", 1, "float32", { target: 1, chunk: 4 }),
  speedCase(["resnet", "resnet50"], "train", 8, "float32", { target: 1 }),
  speedCase(["densenet", "densenet121"], "forward", 1, "float32", { target: 1, chunk: 4 }),
  speedCase(["densenet", "densenet121"], "train", 8, "float32", { target: 1 }),
  speedCase(["alexnet", "alexnetTv"], "train", 32, "float32", { target: 1, quick: true }),
  speedCase(mnistCnn, "train", 64, "float32", { target: 1 / 1.5, chunk: 20, quick: true }),
  speedCase(lenet, "train", 32, "float32", { target: 1 / 1.5, chunk: 100, quick: true }),
];

interface Rest {
  readonly target: number;
  readonly chunk?: number;
  readonly quick?: boolean;
}

function speedCase(
  network: SpeedCase["network"],
  mode: Mode,
  batch: number,
  precision: Precision,
  { target, chunk = 1, quick = false }: Rest,
): SpeedCase {
  return { network, mode, batch, precision, chunk, quick, target };
}

/** `vggD train 8 bf16` */
export function titleOf({ network: [, name], mode, batch, precision }: SpeedCase): string {
  return `${name} ${mode} ${batch}${precision === "bf16" ? " bf16" : ""}`;
}
