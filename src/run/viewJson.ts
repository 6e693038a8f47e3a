/**
 * A view as one line of JSON: names and figures as they are, of pictures and maps their shapes and ranges. In: a result. Out: plain
 * JSON of bounded size.
 */
import type { SamplesView } from "../analysis/dataSetViews.js";
import type { ViewResult } from "../analysis/view.js";
import { networkJson } from "../network/json.js";

export function viewJson(view: ViewResult): object {
  switch (view.kind) {
    case "samples":
      return samplesJson(view);
    case "summary":
    case "diagram": {
      const { kind, network } = view;
      return { kind: "show", view: kind, net: network.name, network: networkJson(network) };
    }
    default: {
      const { kind, ...rest } = view;
      return { kind: "show", view: kind, ...(bounded(rest) as object) };
    }
  }
}

/** As `data` gives it, with the counts. */
function samplesJson({ data, shape, counts, skipped }: SamplesView): object {
  const sum = (part: "train" | "test") => counts.reduce((all, one) => all + one[part], 0);
  const figures = { classes: counts.length, train: sum("train"), test: sum("test") };
  return { kind: "data", data, shape, ...figures, ...(skipped > 0 ? { skipped } : {}), counts };
}

/** Longer lists end here. */
const longest = 1000;

function bounded(value: unknown): unknown {
  if (value instanceof Float32Array || value instanceof Int32Array) return rangeOf(value);
  if (value instanceof Map) return bounded(Object.fromEntries(value));
  if (Array.isArray(value)) return value.slice(0, longest).map(bounded);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, own]: [string, unknown]) =>
    key === "network" ? ["net", (own as { readonly name: string }).name] : [key, bounded(own)],
  );
  return Object.fromEntries(entries) as object;
}

function rangeOf(values: Float32Array | Int32Array): object {
  let [least, largest, sum, finite] = [Infinity, -Infinity, 0, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    least = Math.min(least, value);
    largest = Math.max(largest, value);
    sum += value;
    finite += 1;
  }
  return { values: values.length, finite, least, largest, mean: sum / finite };
}
