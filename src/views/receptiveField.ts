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
import { sheetNotes, sheetPanels, type FieldView } from "./receptiveSheet.js";
import { pixels } from "./svg.js";

export function hasField(view: ReceptiveView): view is FieldView {
  return view.field !== null;
}

export function receptiveFieldFigure(view: FieldView): Figure {
  const { layer, field } = view;
  const { of, cell, cells, box, effective } = field;
  const where = of ? ` in ${pictureName(of)}` : "";
  const what = `What cell ${cell[0]}, ${cell[1]} of ${layer} in ${netName(view)} sees${where}`;
  // Without a picture nothing is computed with the weights.
  const title = of ? titleOf(view, what) : what;
  const size = `${pixels(box.height)}x${pixels(box.width)} pixels, from row ${pixels(box.top)} and column ${pixels(box.left)}`;
  const clipped = insideShare(view);
  const over =
    clipped < 1 ? `; ${Math.round((1 - clipped) * 100)} % of it lies in the padding` : "";
  const said = `${layer} has ${cells[0]}x${cells[1]} cells; ${of ? "this one" : "the orange one"} sees ${size}${over}`;
  const notes = of ? [] : sheetNotes(view);
  const label = "size of the gradient: how much a pixel counts (effective receptive field)";
  const bar = effective ? { bar: { map: "heat", low: "0", high: "largest", label } as const } : {};
  return {
    title,
    alt: `${title}: ${said}. ${notes.join(" ")}`.trim(),
    text: [title, said, ...notes].join("\n"),
    body: panelsDrawing({ panels: panelsOf(view), caption: [said, ...notes], ...bar }),
  };
}

function panelsOf(view: FieldView): readonly Panel[] {
  const { box, effective, of } = view.field;
  if (!of) return sheetPanels(view);
  const size = { height: of.picture.height, width: of.picture.width };
  const outline: PanelLayer = { kind: "shapes", draw: (scale) => boxShape(box, scale, palette[1]) };
  const base = [pictureLayer(of.picture)];
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

/** Of the field's area. */
function insideShare(view: FieldView): number {
  const [height, width] = pictureSize(view);
  const { top, left, height: h, width: w } = view.field.box;
  const along = (start: number, length: number, size: number) =>
    Math.max(0, Math.min(size, start + length) - Math.max(0, start)) / length;
  return along(top, h, height) * along(left, w, width);
}
