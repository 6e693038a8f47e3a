/** Axes of a still chart: grid, ticks, labels. */
import type { Axis, Panel } from "./chart.js";
import { labelSize, tickSize, type CategoryTicks, type PanelBox } from "./chartLayout.js";
import { fitted, tickText } from "./chartText.js";
import type { PanelScales, Scale } from "./stillScales.js";
import { element, svgText } from "./svg.js";
import { light } from "./theme.js";

export function axesSvg(panel: Panel, box: PanelBox, { x, y }: PanelScales): string {
  return [
    grid(panel, box, { x, y }),
    horizontalTicks(ticksOf(panel.x, x, box.x), box),
    verticalTicks(ticksOf(panel.y, y, box.y), box),
    labels(panel, box),
  ].join("");
}

interface Tick {
  readonly at: number;
  readonly text: string;
  readonly slanted: boolean;
}

function ticksOf(axis: Axis, { place, ticks }: Scale, names: CategoryTicks): readonly Tick[] {
  if (axis.scale !== "category") {
    return ticks.map((value) => ({
      at: place(value),
      text: tickText(value, axis.format),
      slanted: false,
    }));
  }
  const { places, texts, slanted } = names;
  return places.map((value, i) => ({ at: place(value), text: texts[i] ?? "", slanted }));
}

function grid(panel: Panel, box: PanelBox, { x, y }: PanelScales): string {
  const [right, bottom] = [box.left + box.width, box.top + box.height];
  const line = (x1: number, y1: number, x2: number, y2: number) =>
    element("path", { d: `M${x1.toFixed(1)} ${y1.toFixed(1)}L${x2.toFixed(1)} ${y2.toFixed(1)}` });
  const across = panel.y.scale === "category" ? [] : y.ticks.map(y.place);
  const up = panel.x.scale === "category" ? [] : x.ticks.map(x.place);
  const lines = [
    ...across.map((at) => line(box.left, at, right, at)),
    ...up.map((at) => line(at, box.top, at, bottom)),
  ].join("");
  return element("g", { stroke: light.grid, fill: "none" }, lines);
}

const tickLook = { "font-size": tickSize, fill: light.muted };

function horizontalTicks(ticks: readonly Tick[], box: PanelBox): string {
  const y = box.top + box.height;
  const texts = ticks.map(({ at, text, slanted }) => {
    if (!slanted) return svgText(text, at, y + 15);
    const [x, below] = [at + 3, y + 13];
    const transform = `rotate(-40 ${x.toFixed(1)} ${below.toFixed(1)})`;
    return svgText(text, x, below, { "text-anchor": "end", transform });
  });
  return element("g", { ...tickLook, "text-anchor": "middle" }, texts.join(""));
}

function verticalTicks(ticks: readonly Tick[], box: PanelBox): string {
  const texts = ticks.map(({ at, text }) => svgText(text, box.left - 6, at + 4));
  return element("g", { ...tickLook, "text-anchor": "end" }, texts.join(""));
}

function labels(panel: Panel, box: PanelBox): string {
  const look = { "text-anchor": "middle", "font-size": labelSize };
  const centre = box.left + box.width / 2;
  const middle = box.top + box.height / 2;
  const bottom = box.bottom - 5;
  const left = box.start + 13;
  const turned = `rotate(-90 ${left.toFixed(1)} ${middle.toFixed(1)})`;
  return [
    panel.x.label === ""
      ? ""
      : svgText(fitted(panel.x.label, box.width, labelSize), centre, bottom, look),
    panel.y.label === ""
      ? ""
      : svgText(fitted(panel.y.label, box.height, labelSize), left, middle, {
          ...look,
          transform: turned,
        }),
  ].join("");
}
