/** fc, and flatten before it. */
import type { HeadContext, Reading } from "../headContext.js";
import { wholeNumber } from "../headContext.js";
import { sizeOf } from "../variables.js";
import { readUnit, unitOptions } from "./unit.js";

export const denseOptions = unitOptions;

export function readDense(context: HeadContext): Reading {
  const { count } = context.form;
  const units = count ? wholeNumber(count, context, "the number of units", { min: 1 }) : NaN;
  const { weighted, finish } = readUnit(context);
  return {
    operation: { kind: "fc", units, ...weighted },
    outputShape: [units],
    finish,
  };
}

export function readFlatten({ input }: HeadContext): Reading {
  return { operation: { kind: "flatten" }, outputShape: [input.length ? sizeOf(input) : NaN] };
}
