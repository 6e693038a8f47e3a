/** `show convolution` as a figure. */
import type { Plane } from "../analysis/window.js";
import type { ConvolutionView } from "../analysis/windowViews.js";
import type { Figure } from "./figure.js";
import { planeSize } from "../analysis/window.js";
import { formatShape, plural } from "../network/wording.js";
import { animationDrawing } from "./animation.js";
import { planeText } from "./animationText.js";
import { sizeLine, settingLines } from "./convolutionFormula.js";
import { convolutionScene } from "./convolutionScene.js";
import { shortened } from "./escape.js";
import { transposedScene } from "./convolutionTransposed.js";

export function convolutionFigure(view: ConvolutionView): Figure {
  const title = titleOf(view);
  const alt = altOf(view);
  const scene = view.transposed ? transposedScene(view) : convolutionScene(view);
  return { title, alt, text: terminalText(view), body: animationDrawing(scene, alt) };
}

function titleOf({ of, kernelName, sliding, transposed }: ConvolutionView): string {
  const what = transposed ? "Transposed convolution" : "Convolution";
  const kernel = shortened(kernelName ?? `a ${sliding.kernelSize.join("x")} kernel`, 30);
  return `${what} of ${shortened(of, 60)} with ${kernel}`;
}

function shapeOf(planes: readonly Plane[]): string {
  return formatShape([...planeSize(planes[0] ?? []), planes.length]);
}

function altOf({ input, padded, filters, outputs, sliding, transposed }: ConvolutionView): string {
  const how = transposed ? "stamps its multiples on" : "slides over";
  const padding = planeSize(padded[0] ?? []).join("x");
  const size = planeSize(input[0] ?? []).join("x");
  const over = padding === size ? "" : `, padded to ${padding}`;
  return `${plural(filters.length, "kernel")} of ${sliding.kernelSize.join("x")} ${how} a map of ${shapeOf(input)}${over}; the output is ${shapeOf(outputs)}. Each step shows its products and their sum.`;
}

/** Numbers where they are few, and the formula. */
function terminalText(view: ConvolutionView): string {
  const { input, filters, outputs, sliding, transposed } = view;
  const [first = []] = input;
  return [
    ...(view.photograph ? [] : [planeText("input", input)]),
    planeText("kernel", filters.flat()),
    planeText("output", outputs),
    [sizeLine(first, sliding, transposed), ...settingLines(first, sliding, transposed)].join("\n"),
  ].join("\n\n");
}
