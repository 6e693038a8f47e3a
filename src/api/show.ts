/** Views as values: what `show net VIEW` computes, as figures that a notebook displays. */
import type { NetworkView } from "../run/showView.js";
import { historyOf, showView } from "../run/showView.js";
import type { ViewOptions } from "../run/viewOptions.js";
import { viewFigures } from "../views/figures.js";
import { displayMethod } from "../display/bundle.js";
import { figuresBundle } from "../display/valueFigures.js";
import type { ViewResult } from "../analysis/view.js";
import { refusing } from "./error.js";
import { liveOf, type Net } from "./net.js";

export type { NetworkView };

/** The options of each view; `at` is a layer's name, `of` a picture's file or numbers in rows, `on` a data set. */
export interface ShowOptions extends ViewOptions {
  /** Networks whose histories are drawn over this one's, for `history`. */
  readonly beside?: readonly Net[];
  /** Stops a view that takes long. */
  readonly signal?: AbortSignal;
}

/** What a view shows: in plain numbers, in words, and as a notebook displays it. */
export interface Shown<V extends NetworkView> {
  /** Plain numbers, by the view's kind. */
  readonly result: Extract<ViewResult, { readonly kind: V }>;
  readonly text: string;
  toString(): string;
  [displayMethod](): Readonly<Record<string, unknown>>;
}

/**
 * A view of a network: `await show(reader, "maps", { at: "conv1_1", on: digits })`. Layers, classes and samples that are left out
 * are chosen: the last convolution, the likeliest class, the first test sample. Throws a ConvScriptError.
 */
export function show<V extends NetworkView>(
  net: Net,
  view: V,
  { signal, beside = [], ...options }: ShowOptions = {},
): Promise<Shown<V>> {
  return refusing(async () => {
    const result = await showView(liveOf(net), view, options, signal);
    const nets = [net, ...beside].map(liveOf);
    return shownOf<V>(result.kind === "history" ? historyOf(nets) : result);
  });
}

function shownOf<V extends NetworkView>(view: ViewResult): Shown<V> {
  // Each view gives the result of its own kind, which TypeScript cannot follow.
  const result = view as Shown<V>["result"];
  const figures = viewFigures(result);
  const text = figures.map((figure) => figure.text).join("\n\n");
  return {
    result,
    text,
    toString: () => text,
    [displayMethod]: () => figuresBundle(figures)?.data ?? {},
  };
}
