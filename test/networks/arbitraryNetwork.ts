/**
 * Random networks that are valid, described and written. In: how much of the language may occur. Out: a fast-check
 * arbitrary of descriptions. Each stage is drawn from a list of numbers, so a failing network shrinks.
 */
import fc from "fast-check";
import type { Dialect, Draw } from "./draw.js";
import type { NetworkSpec, Spec } from "./spec.js";
import type { Shape } from "./specShape.js";
import { drawFrom, pair } from "./draw.js";
import { joining, sum } from "./drawJoins.js";
import { convolution, depthwise, pooling, transposed } from "./drawWindows.js";
import { sizeAfter } from "./specShape.js";

type Maker = (shape: Shape, draw: Draw, dialect: Dialect) => Spec | null;

const stageNumbers = fc.array(fc.nat(5039), { minLength: 12, maxLength: 12 });

export function arbitraryNetwork(dialect: Dialect): fc.Arbitrary<NetworkSpec> {
  return fc
    .record({
      height: fc.integer({ min: 1, max: 17 }),
      width: fc.integer({ min: 1, max: 17 }),
      channels: fc.integer({ min: 1, max: 6 }),
      numbers: fc.array(stageNumbers, { minLength: 1, maxLength: 9 }),
    })
    .map(({ height, width, channels, numbers }) => {
      const input = [height, width, channels] as const;
      return { input, stages: drawStages(input, numbers, dialect) };
    });
}

function drawStages(input: Shape, numbers: readonly number[][], dialect: Dialect): Spec[] {
  let shape = input;
  return numbers.flatMap((one) => {
    const stage = drawStage(shape, drawFrom(one), dialect);
    if (!stage) return [];
    shape = sizeAfter(stage, shape);
    return [stage];
  });
}

const mapMakers: readonly Maker[] = [
  convolution,
  convolution,
  depthwise,
  transposed,
  pooling,
  pooling,
  joining,
  joining,
  sum,
  sum,
  framing,
  plain,
  vectorising,
];

function drawStage(shape: Shape, draw: Draw, dialect: Dialect): Spec | null {
  if (shape.length === 1) return onVector(draw);
  return (mapMakers[draw(mapMakers.length)] ?? plain)(shape, draw, dialect);
}

function onVector(draw: Draw): Spec {
  const stages: readonly Spec[] = [
    { op: "fc", units: 1 + draw(9), bias: draw(2) === 0 },
    { op: "dropout" },
    { op: "bn" },
    { op: "tanh" },
  ];
  return stages[draw(stages.length)] ?? { op: "relu" };
}

function framing(shape: Shape, draw: Draw, dialect: Dialect): Spec {
  const [height = 1, width = 1] = shape;
  const choice = draw(3);
  if (choice === 0) return { op: "crop", size: [1 + draw(height), 1 + draw(width)] };
  if (choice === 1 && height * width < 100)
    return { op: "upsample", factor: pair(draw, 3, 1), bilinear: draw(2) === 0 };
  const pad = pair(draw, 3, 0);
  const reflects = dialect === "all" && pad[0] < height && pad[1] < width;
  return { op: "pad", pad, mode: reflects ? "reflect" : "zero" };
}

function plain(_: Shape, draw: Draw): Spec {
  const ops = ["bn", "lrn", "dropout", "id", "relu", "tanh"] as const;
  return { op: ops[draw(ops.length)] ?? "id" };
}

function vectorising(_: Shape, draw: Draw): Spec {
  const ops = ["gap", "gmp", "flatten"] as const;
  const op = ops[draw(ops.length + 1)];
  return op ? { op } : { op: "fc", units: 1 + draw(9), bias: true };
}
