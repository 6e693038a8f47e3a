/** What a statement has come to, in words for a terminal. In: a result. Out: lines; nothing where there is nothing to say. */
import { formatCount, formatShape, plural } from "../network/wording.js";
import type { DataResult, StatementResult } from "../run/events.js";
import { viewText } from "./viewText.js";
import { comparisonText } from "../views/summaryComparison.js";
import { summaryText, type TextStyle } from "../views/summary.js";
import { testText } from "./testResult.js";
import { duration, percent } from "../views/terminalProgress.js";

export function resultText(result: StatementResult, style: TextStyle): string {
  switch (result.kind) {
    case "net":
    case "block":
    case "use":
      return "";
    case "data":
      return dataText(result);
    case "train": {
      const { net, data, epochs, steps, seconds, engine } = result;
      return `trained ${net} on ${data}: ${plural(epochs, "epoch")}, ${plural(steps, "step")} in ${duration(seconds)} (${engine})${ending(result)}`;
    }
    case "test":
      return `${testText(result)}${untrained(result)}`;
    case "predict":
      return predictText(result);
    case "show":
      return summaryText(result.network, style, result.frozen);
    case "view":
      return viewText(result.view, style);
    case "compare":
      return comparisonText(result.networks, style);
    case "load":
      return `loaded ${result.net} from ${result.path}`;
    case "save":
      return `saved ${result.net} to ${result.path} (${formatCount(result.bytes)} bytes)${untrained(result)}`;
    case "freeze":
      return `froze ${plural(result.layers.length, "layer")} of ${result.net}`;
  }
}

function dataText(result: DataResult): string {
  const { data, train, test, shape, classes, skipped, reasons } = result;
  const samples = `${formatCount(train)} images to train on, ${formatCount(test)} to test`;
  const left = skipped ? `, ${plural(skipped, "file")} left out` : "";
  return `data ${data}: ${samples}${left}, ${formatShape(shape)}, ${classes} classes${firstOf(reasons)}`;
}

function ending(result: Extract<StatementResult, { kind: "train" }>): string {
  const { net, stoppedEarly, bestEpoch, skipped } = result;
  const stopped = stoppedEarly ? "no progress any more; " : "";
  const best =
    bestEpoch === null
      ? ""
      : `\n  ${stopped}${net} has the weights of its best epoch, ${bestEpoch}`;
  return `${best}${leftOut(skipped)}`;
}

/** Files that training met and could not read. */
function leftOut(skipped: readonly string[] = []): string {
  if (skipped.length === 0) return "";
  return `\n  left out ${plural(skipped.length, "file")}:${firstOf(skipped)}`;
}

const shownReasons = 3;

function firstOf(reasons: readonly string[] = []): string {
  const more = reasons.length > shownReasons ? ["…"] : [];
  return [...reasons.slice(0, shownReasons), ...more].map((line) => `\n    ${line}`).join("");
}

function untrained({ net, trained }: { readonly net: string; readonly trained: boolean }): string {
  return trained ? "" : `\n  ${net} has not been trained: these are its initial weights`;
}

function predictText({ image, top }: Extract<StatementResult, { kind: "predict" }>): string {
  const width = Math.max(...top.map((guess) => guess.class.length));
  const lines = top.map(
    (guess) => `  ${guess.class.padEnd(width)}  ${percent(guess.probability).padStart(7)}`,
  );
  return [image, ...lines].join("\n");
}
