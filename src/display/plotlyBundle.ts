/** A figure of the user's own in Plotly's JSON. In: `{ data, layout, config }`. Out: a bundle that draws it wherever scripts run. */
import { plotlyConfig, type PlotlyChart } from "../views/plotly.js";
import type { MimeBundle } from "./bundle.js";
import { chartScript } from "./loader.js";

const frame = '<div class="convscript" role="figure"><div class="cs-body"></div></div>';

export function plotlyBundle(figure: unknown): MimeBundle {
  const { data = [], layout = {}, config = {} } = figure as Partial<PlotlyChart>;
  const chart = { data, layout, config: { ...plotlyConfig, ...config } };
  return {
    data: {
      "application/vnd.plotly.v1+json": figure,
      "text/html": frame + chartScript(chart, {}),
      "text/plain": "a figure of Plotly",
    },
    metadata: {},
  };
}
