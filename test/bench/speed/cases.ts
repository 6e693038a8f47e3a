/** What is measured: a network, a batch, and what is done with it. A new case is an entry here. */
import type { Precision } from "../../../src/training/plan.js";

export type Mode = "forward" | "train";

export interface SpeedCase {
  /** A program, and a network that it knows by name. */
  readonly program: string;
  readonly network: string;
  readonly mode: Mode;
  readonly batch: number;
  readonly precision: Precision;
  /** Steps timed together: many where one is short. */
  readonly chunk: number;
  /** Part of `--quick`. */
  readonly quick: boolean;
  readonly targets: readonly Target[];
}

/** Our time over theirs should be at most this. */
export interface Target {
  readonly against: "the best" | "PyTorch" | "Keras";
  readonly ratio: number;
}

const best = (ratio: number): readonly Target[] => [{ against: "the best", ratio }];
/** Networks so small that the overhead of a step rules. */
const small: readonly Target[] = [
  { against: "PyTorch", ratio: 1 / 1.5 },
  { against: "Keras", ratio: 1 / 1.2 },
];

const vggD = { program: "use vgg\n", network: "vggD" };
const resnet50 = { program: "use resnet\n", network: "resnet50" };
const densenet121 = { program: "use densenet\n", network: "densenet121" };
const alexnet = { program: "use alexnet\n", network: "alexnetTv" };
const mnistCnn = { program: "use mnist\n", network: "mnistCnn" };
const lenet = { program: "use lenet\n", network: "lenet5" };

export const cases: readonly SpeedCase[] = [
  speedCase(vggD, "forward", 1, { targets: best(1), chunk: 2, quick: true }),
  speedCase(vggD, "forward", 8, { targets: best(1) }),
  speedCase(vggD, "train", 8, { targets: best(0.85), quick: true }),
  speedCase(vggD, "forward", 1, { precision: "bf16", targets: best(0.75), chunk: 2, quick: true }),
  speedCase(vggD, "forward", 8, { precision: "bf16", targets: best(0.75) }),
  speedCase(vggD, "train", 8, { precision: "bf16", targets: best(0.65) }),
  speedCase(resnet50, "forward", 1, { targets: best(1), chunk: 4 }),
  speedCase(resnet50, "train", 8, { targets: best(1) }),
  speedCase(densenet121, "forward", 1, { targets: best(1), chunk: 4 }),
  speedCase(densenet121, "train", 8, { targets: best(1) }),
  speedCase(alexnet, "train", 32, { targets: best(1), quick: true }),
  speedCase(mnistCnn, "train", 64, { targets: small, chunk: 20, quick: true }),
  speedCase(lenet, "train", 32, { targets: small, chunk: 100, quick: true }),
];

type Subject = Pick<SpeedCase, "program" | "network">;
type Rest = Partial<Pick<SpeedCase, "targets" | "chunk" | "quick" | "precision">>;

export function speedCase(subject: Subject, mode: Mode, batch: number, rest: Rest): SpeedCase {
  const plain = { precision: "float32", chunk: 1, quick: false, targets: [] } as const;
  return { ...subject, mode, batch, ...plain, ...rest };
}

/** `vggD train 8 bf16` */
export function titleOf({ network, mode, batch, precision }: SpeedCase): string {
  return `${network} ${mode} ${batch}${precision === "bf16" ? " bf16" : ""}`;
}
