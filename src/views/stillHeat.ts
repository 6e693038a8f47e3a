/** A heat map of a still chart, with its scale at the right. */
import type { HeatMark } from "./chart.js";
import type { PanelBox } from "./chartLayout.js";
import { fitted, textWidth, tickText } from "./chartText.js";
import type { PanelScales } from "./stillScales.js";
import { element, svgText } from "./svg.js";
import { colorMap, inkOn, light, type ColorMapName, type Rgb } from "./theme.js";

interface Colors {
  readonly name: ColorMapName;
  readonly low: number;
  readonly high: number;
}

export function heatSvg(mark: HeatMark, { x, y }: PanelScales, box: PanelBox): string {
  const colors = colorsOf(mark);
  const map = colorMap(colors.name);
  const shade = (value: number) => map((value - colors.low) / (colors.high - colors.low || 1));
  const [width, height] = [Math.abs(x.place(1) - x.place(0)), Math.abs(y.place(1) - y.place(0))];
  const gap = Math.min(width, height) > 6 ? 1 : 0;
  const cell = (value: number, label: string, centre: number, middle: number) => {
    const [color, at] = [shade(value), { x: centre - width / 2, y: middle - height / 2 }];
    const size = { width: width - gap, height: height - gap };
    // Most cells of a large matrix are 0: the ground shows them.
    const rect = value === 0 ? "" : element("rect", { ...at, ...size, fill: rgb(color) });
    if (label === "" || textWidth(label, 10) > width - 1 || height < 10) return rect;
    const look = { "text-anchor": "middle", "font-size": 10, fill: inkOn(color) };
    return rect + svgText(label, centre, middle + 3.5, look);
  };
  const cells = mark.values.flatMap((row, i) =>
    row.map((value, j) => cell(value, mark.labels?.[i]?.[j] ?? "", x.place(j), y.place(i))),
  );
  const area = { x: box.left, y: box.top, width: box.width, height: box.height };
  const ground = element("rect", { ...area, fill: rgb(shade(0)) });
  return ground + cells.join("") + scaleSvg(mark, colors, box);
}

function rgb(color: Rgb): string {
  return `rgb(${color.join()})`;
}

function colorsOf({ values }: HeatMark): Colors {
  const all = values.flat().filter(Number.isFinite);
  const high = all.reduce((most, value) => Math.max(most, value), 0);
  const low = all.reduce((least, value) => Math.min(least, value), 0);
  if (low >= 0) return { name: "blues", low: 0, high };
  const most = Math.max(high, -low);
  return { name: "diverging", low: -most, high: most };
}

const steps = 32;

function scaleSvg({ unit }: HeatMark, { name, low, high }: Colors, box: PanelBox): string {
  const map = colorMap(name);
  const [left, part] = [box.left + box.width + 14, box.height / steps];
  const cells = Array.from({ length: steps }, (_, i) => {
    const y = box.top + box.height - (i + 1) * part;
    const fill = rgb(map(i / (steps - 1)));
    return element("rect", { x: left, y, width: 10, height: part + 0.5, fill });
  });
  const look = { "font-size": 10, fill: light.muted };
  const middle = box.top + box.height / 2;
  const turned = `rotate(-90 ${(left + 26).toFixed(1)} ${middle.toFixed(1)})`;
  return [
    ...cells,
    svgText(tickText(high, "short"), left + 13, box.top + 8, look),
    svgText(tickText(low, "short"), left + 13, box.top + box.height, look),
    svgText(fitted(unit, box.height - 30, 10), left + 26, middle, {
      ...look,
      "text-anchor": "middle",
      transform: turned,
    }),
  ].join("");
}
