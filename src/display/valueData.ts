/** Data sets, samples and histories as values. In: plain data. Out: bundles. */
import type { DataSet } from "../data/dataSet.js";
import { classCounts, pixelsOf, sampleCount, type Samples } from "../data/samples.js";
import { formatCount, formatShape } from "../network/wording.js";
import type { History, TrainingResult } from "../training/history.js";
import { escapeHtml } from "../views/escape.js";
import { historyFigure } from "../views/historyFigure.js";
import { outcomeText } from "../views/trainingFigure.js";
import type { MimeBundle } from "./bundle.js";
import { figureBundle } from "./figureBundle.js";
import { tableHtml } from "./valueTable.js";
import { numbersBundle } from "./valueTensor.js";

export function isSamples(value: unknown): value is Samples {
  const { shape, images, labels } = fields<Samples>(value);
  return Array.isArray(shape) && images instanceof Float32Array && labels instanceof Int32Array;
}

export function isDataSet(value: unknown): value is DataSet {
  const { name, classNames, train, test } = fields<DataSet>(value);
  return (
    typeof name === "string" && Array.isArray(classNames) && isSamples(train) && isSamples(test)
  );
}

export function isHistory(value: unknown): value is History {
  const { loss, accuracy } = fields<History>(value);
  return isNumberList(loss) && isNumberList(accuracy);
}

export function isTrainingResult(value: unknown): value is TrainingResult {
  const { history, stepHistory, engine, steps } = fields<TrainingResult>(value);
  return (
    isHistory(history) &&
    isHistory(stepHistory) &&
    typeof engine === "string" &&
    typeof steps === "number"
  );
}

function fields<T>(value: unknown): Partial<Record<keyof T, unknown>> {
  return typeof value === "object" && value !== null ? value : {};
}

function isNumberList(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "number");
}

const firstImages = 20;

export function samplesBundle(samples: Samples, title = "samples"): MimeBundle {
  const { shape } = samples;
  const count = sampleCount(samples);
  const indices = Int32Array.from({ length: Math.min(firstImages, count) }, (_, i) => i);
  const line = `${title}: ${formatCount(count)} images of ${formatShape(shape)}`;
  return numbersBundle(line, [indices.length, ...shape], pixelsOf(samples, indices));
}

export function dataSetBundle(data: DataSet): MimeBundle {
  const { name, shape, classNames, train, test } = data;
  const [ofTrain, ofTest] = [train, test].map((part) => classCounts(part, classNames.length));
  const line = `data ${name}: ${formatCount(sampleCount(train))} images to train on, ${formatCount(sampleCount(test))} to test, ${formatShape(shape)}, ${classNames.length} classes`;
  const counts = classNames.map((label, i) => ({
    class: label,
    training: ofTrain?.[i] ?? 0,
    test: ofTest?.[i] ?? 0,
  }));
  const pictures = samplesBundle(train).data["text/html"];
  const html = typeof pictures === "string" ? pictures : "";
  return {
    data: {
      "text/html": `<p>${escapeHtml(line)}</p>${html}${tableHtml(counts)}`,
      "text/plain": line,
    },
    metadata: {},
  };
}

export function historyBundle(history: History): MimeBundle {
  return figureBundle(historyFigure([{ name: "training", history }]));
}

/** The training has been drawn while it went. */
export function trainingBundle(result: TrainingResult): MimeBundle {
  return { data: { "text/plain": outcomeText(result) }, metadata: {} };
}
