/** `show pooling` as a figure. */
import type { PoolingView } from "../analysis/windowViews.js";
import type { PoolWord } from "../analysis/window.js";
import type { Figure } from "./figure.js";
import { planeSize } from "../analysis/window.js";
import { formatPair, formatShape } from "../network/wording.js";
import { animationDrawing } from "./animation.js";
import { planeText } from "./animationText.js";
import { settingLines, sizeLine } from "./convolutionFormula.js";
import { shortened } from "./escape.js";
import { poolingScene } from "./poolingScene.js";

const names: Readonly<Record<PoolWord, string>> = {
  max: "Max pooling",
  avg: "Average pooling",
  min: "Min pooling",
};

export function poolingFigure(view: PoolingView): Figure {
  const { pool, of, input, outputs, sliding } = view;
  const [first = []] = input;
  const shape = (planes: typeof input) =>
    formatShape([...planeSize(planes[0] ?? []), planes.length]);
  const alt = `A window of ${sliding.kernelSize.join("x")} moves over a map of ${shape(input)} with stride ${formatPair(sliding.strides)} and keeps the ${pool === "avg" ? "mean" : `${pool}imum`} of what it sees; the output is ${shape(outputs)}.`;
  const text = [
    ...(view.photograph ? [] : [planeText("input", input)]),
    planeText("output", outputs),
    [sizeLine(first, sliding, false), ...settingLines(first, sliding, false)].join("\n"),
  ].join("\n\n");
  const title = `${names[pool]} of ${shortened(of, 60)}`;
  return { title, alt, text, body: animationDrawing(poolingScene(view), alt) };
}
