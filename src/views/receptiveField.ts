/** What a cell sees: its receptive field over the picture, and how much each pixel really counts. In: a field. Out: a figure. */
import type { ReceptiveView } from "../analysis/view.js";
import type { Figure } from "./figure.js";
import {
  boxShape,
  ground,
  panelsDrawing,
  type Panel,
  type PanelLayer,
  pictureLayer,
} from "./panels.js";
import { netName, pictureName, titleOf } from "./pictureText.js";
import { overlayUri, shrunk } from "./pixels.js";
import { palette } from "./theme.js";
import { element, pixels } from "./svg.js";

export type FieldView = ReceptiveView & { readonly field: NonNullable<ReceptiveView["field"]> };

export function hasField(view: ReceptiveView): view is FieldView {
  return view.field !== null;
}

export function receptiveFieldFigure(view: FieldView): Figure {
  const { layer, field } = view;
  const { of, cell, cells, box, effective } = field;
  const where = of ? ` in ${pictureName(of)}` : "";
  const title = titleOf(
    view,
    `What cell ${cell[0]}, ${cell[1]} of ${layer} in ${netName(view)} sees${where}`,
  );
  const size = `${pixels(box.height)}x${pixels(box.width)} pixels, from row ${pixels(box.top)} and column ${pixels(box.left)}`;
  const clipped = insideShare(view);
  const over =
    clipped < 1 ? `; ${Math.round((1 - clipped) * 100)} % of it lies in the padding` : "";
  const said = `${layer} has ${cells[0]}x${cells[1]} cells; this one sees ${size}${over}`;
  const label = "size of the gradient: how much a pixel counts (effective receptive field)";
  const bar = effective ? { bar: { map: "heat", low: "0", high: "largest", label } as const } : {};
  return {
    title,
    alt: `${title}: ${said}.`,
    text: `${title}\n${said}`,
    body: panelsDrawing({ panels: panelsOf(view), caption: [said], ...bar }),
  };
}

function panelsOf(view: FieldView): readonly Panel[] {
  const { box, effective } = view.field;
  const [height, width] = pictureSize(view);
  const size = { height, width };
  const outline: PanelLayer = { kind: "shapes", draw: (scale) => boxShape(box, scale, palette[1]) };
  const base = baseOf(view);
  const field = { title: "the receptive field", ...size, layers: [...base, outline] };
  if (!effective) return [field];
  const uri = overlayUri(shrunk(effective, 144), "heat", { low: 0, high: 1 }, 0);
  const over = { kind: "image", uri, fades: true } as const;
  const alone = [ground(size, "#000004"), { ...over, fades: false }, outline];
  return [
    field,
    { title: "what counts, over it", ...size, layers: [...base, over, outline] },
    { title: "what counts, alone", ...size, layers: alone },
  ];
}

function pictureSize({ field: { of }, network }: FieldView): readonly [number, number] {
  if (of) return [of.picture.height, of.picture.width];
  const [height = 1, width = height] = network.layers[0]?.outputShape ?? [];
  return [height, width];
}

/** The picture, or its pixels as an empty sheet. */
function baseOf(view: FieldView): readonly PanelLayer[] {
  const { of } = view.field;
  if (of) {
    return [pictureLayer(of.picture)];
  }
  const [height, width] = pictureSize(view);
  return [
    { kind: "shapes", draw: () => element("rect", { x: 0, y: 0, width, height, fill: "#e3e6ea" }) },
  ];
}

/** Of the field's area. */
function insideShare(view: FieldView): number {
  const [height, width] = pictureSize(view);
  const { top, left, height: h, width: w } = view.field.box;
  const along = (start: number, length: number, size: number) =>
    Math.max(0, Math.min(size, start + length) - Math.max(0, start)) / length;
  return along(top, h, height) * along(left, w, width);
}
