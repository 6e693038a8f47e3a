/** What is told where numbers are no numbers any more. */
import { Problem } from "../problem/problem.js";
import type { Diagnosis } from "./diagnose.js";
import type { TrainingSettings } from "./settings.js";

interface Failure {
  readonly loss: number;
  readonly step: number;
  readonly epoch: number;
  readonly learningRate: number;
  readonly diagnosis: Diagnosis | null;
}

export function lossNotFinite({ loss, step, epoch, learningRate, diagnosis }: Failure): Problem {
  const value = Number.isNaN(loss) ? "not a number" : "infinite";
  const place = `step ${step} (epoch ${epoch}, learning rate ${learningRate})`;
  const where = diagnosis ? `; ${diagnosis.text}` : "";
  return problem(`the loss is ${value} at ${place}${where}`, learningRate, diagnosis);
}

export function validationNotFinite(epoch: number, { schedule }: TrainingSettings): Problem {
  const message = `the loss of validation is not finite after epoch ${epoch}`;
  return problem(message, schedule.learningRate, null);
}

export function weightsNotFinite(name: string, step: number, rate: number): Problem {
  return problem(`\`${name}\` is not finite after step ${step}`, rate, null);
}

function problem(message: string, rate: number, diagnosis: Diagnosis | null): Problem {
  const hints = [`try \`lr=${Number((rate / 10).toPrecision(2))}\`, or \`clip=1\``];
  const layer = diagnosis?.layer;
  const notes = layer ? [{ span: layer.span, text: "went wrong first" }] : [];
  return new Problem("R301", message, { hints, notes, about: "lr" });
}
