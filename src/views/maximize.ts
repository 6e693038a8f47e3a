/** Pictures that make units large. In: pictures found by ascent. Out: a figure. */
import type { MaximizeView } from "../analysis/view.js";
import { plural } from "../network/wording.js";
import { shortNumber } from "./colorBar.js";
import type { Figure } from "./figure.js";
import { netName, titleOf, untrainedLine } from "./pictureText.js";
import { picturePixels, shrunkPicture } from "./pixels.js";
import { tileGrid } from "./tileGrid.js";

export function maximizeFigure(view: MaximizeView): Figure {
  const { layer, units, steps } = view;
  const which = units.length === 1 ? `unit ${units[0]?.unit ?? 0}` : plural(units.length, "unit");
  const title = titleOf(view, `What makes ${which} of ${layer} in ${netName(view)} large`);
  const side = units.length > 4 ? 112 : 176;
  const tiles = units.map(({ unit, picture, before, after }) => ({
    image: picturePixels(shrunkPicture(picture, side)),
    label: `${unit} · ${shortNumber(after)}`,
    note: `unit ${unit}\nfrom ${shortNumber(before)} for grey noise to ${shortNumber(after)}`,
  }));
  const said = `pictures found by ${plural(steps, "step")} of gradient ascent from grey noise, held back mildly; the number is the unit's mean`;
  const lines = units.slice(0, 9).map(({ unit, before, after }) => {
    return `unit ${unit}: ${shortNumber(before)} → ${shortNumber(after)}`;
  });
  return {
    title,
    alt: `${title}: ${said}.`,
    text: [title, ...lines].join("\n"),
    body: tileGrid({
      tiles,
      caption: [said, ...untrainedLine(view)],
      ...(units.length > 9
        ? {}
        : { tile: 250, columns: units.length > 4 ? 5 : Math.max(3, units.length) }),
    }),
  };
}
