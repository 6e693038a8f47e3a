/** The weights of a layer as pictures. In: filters. Out: a figure: colours for the first layer, channel by channel deeper. */
import type { FiltersView } from "../analysis/view.js";
import { formatCount, plural } from "../network/wording.js";
import { rangeTexts, shortNumber } from "./colorBar.js";
import type { Figure } from "./figure.js";
import { balanced } from "./maps.js";
import { netName, titleOf, untrainedLine } from "./pictureText.js";
import { mapPixels, picturePixels, rangeOf, type Range } from "./pixels.js";
import { tileGrid, type Tile } from "./tileGrid.js";

export function filtersFigure(view: FiltersView): Figure {
  const { layer, height, width, allChannels, channels, filters, allFilters, rgb, values } = view;
  const title = titleOf(view, `Filters of ${layer} in ${netName(view)}`);
  const range = balanced(rangeOf(values), "diverging");
  const tiles = rgb ? colourTiles(view) : channelTiles(view, range);
  const size = `${height}x${width}x${formatCount(allChannels)}`;
  const some = filters.length < allFilters;
  const shown = some
    ? `${plural(filters.length, "filter")} of ${formatCount(allFilters)}, those with the largest weights`
    : plural(allFilters, "filter");
  const rows = channels > 1 && !rgb && filters.length > 1;
  const left =
    channels < allChannels ? `, the first ${channels} of ${formatCount(allChannels)} channels` : "";
  const what = rgb
    ? "grey is 0 in red, green and blue; each filter in its own range"
    : rows
      ? `a row a filter, a column an input channel${left}`
      : `one picture a ${filters.length > 1 ? "filter" : "channel"}${left}`;
  const bar = rgb
    ? {}
    : {
        bar: {
          map: "diverging" as const,
          ...rangeTexts(range),
          label: "weight, the same colours for all",
        },
      };
  const strongest = Math.max(...view.norms);
  const text = `${title}\n${shown} of ${size} weights; the longest has length ${shortNumber(strongest)}`;
  const columns = rows ? { columns: channels } : {};
  const caption = [`${shown}, each ${size}: ${what}`, ...untrainedLine(view)];
  return {
    title,
    alt: `${title}: ${shown}, each ${size}.`,
    text,
    body: tileGrid({ tiles, caption, ...columns, ...bar }),
  };
}

/** Each from its own largest weight: 0 is mid-grey. */
function colourTiles({ filters, height, width, values, norms }: FiltersView): readonly Tile[] {
  const size = height * width * 3;
  return filters.map((filter, i) => {
    const own = values.subarray(i * size, (i + 1) * size);
    const { low, high } = balanced(rangeOf(own), "diverging");
    const data = own.map((value) => (high > low ? (value - low) / (high - low) : 0.5));
    return {
      image: picturePixels({ height, width, channels: 3, data }),
      label: String(filter),
      note: `filter ${filter}, length ${shortNumber(norms[i] ?? 0)}`,
    };
  });
}

function channelTiles(view: FiltersView, range: Range): readonly Tile[] {
  const { filters, channels, height, width, values, norms } = view;
  const size = height * width * channels;
  return filters.flatMap((filter, i) =>
    Array.from({ length: channels }, (_, channel): Tile => {
      const start = i * size + channel;
      const image = mapPixels({ height, width, values, start, step: channels }, "diverging", range);
      const of = channels === 1 ? "" : `, channel ${channel}`;
      const label = channels === 1 ? String(filter) : filters.length === 1 ? String(channel) : "";
      const row = label === "" && channel === 0 ? String(filter) : label;
      return {
        image,
        label: row,
        note: `filter ${filter}${of}\nlength of the filter ${shortNumber(norms[i] ?? 0)}`,
      };
    }),
  );
}
