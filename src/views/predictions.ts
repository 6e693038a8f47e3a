/** What a network takes samples for, wrong ones marked by sign, frame and words. In: samples with guesses. Out: a figure. */
import type { PredictionsView } from "../analysis/dataSetViews.js";
import { formatCount } from "../network/wording.js";
import { shortened } from "./escape.js";
import type { Figure } from "./figure.js";
import { messageFigure } from "./messageFigure.js";
import { netName, titleOf, untrainedLine } from "./pictureText.js";
import { picturePixels, shrunkPicture } from "./pixels.js";
import { sampleSide } from "./samples.js";
import { percent } from "./terminalProgress.js";
import { tileGrid, type Tile } from "./tileGrid.js";

export function predictionsFigure(view: PredictionsView): Figure {
  const { data, samples, wrong, shown } = view;
  const title = titleOf(view, `Predictions of ${netName(view)} on ${shortened(data, 60)}`);
  if (shown.length === 0) return messageFigure(title, "there are no samples to show");
  const side = sampleSide(shown.length);
  const share = percent(wrong / samples);
  const said = `${formatCount(wrong)} of ${formatCount(samples)} samples are wrong (${share})`;
  const marks = "✗ and a dashed frame mark wrong ones: guess, not truth; ✓ right ones";
  const worst = shown.filter(({ right }) => !right).slice(0, 5);
  const lines = worst.map(({ sample, guess }) => {
    return `${sample.name}: ${shortened(sample.label ?? "?", 40)} taken for ${shortened(guess.class, 40)} (${percent(guess.probability)})`;
  });
  return {
    title,
    alt: `${title}: ${said}; ${shown.length} of them as a grid.`,
    text: [title, said, ...lines].join("\n"),
    body: tileGrid({
      tiles: shown.map((one) => tileOf(one, side)),
      caption: [`${said}; ${marks}`, ...untrainedLine(view)],
    }),
  };
}

function tileOf({ sample, guess, right }: PredictionsView["shown"][number], side: number): Tile {
  const truth = sample.label ?? "?";
  return {
    image: picturePixels(shrunkPicture(sample.picture, side)),
    label: right ? guess.class : `${guess.class}, not ${truth}`,
    note: `${sample.name}\n${right ? "rightly" : "wrongly"} ${guess.class}, ${percent(guess.probability)}${right ? "" : `\nit is ${truth}`}`,
    mark: right ? "right" : "wrong",
  };
}
