/** The filters of `show convolution kernel=…`: by name, in numbers, or made up for a size. Throws R102. */
import type { Plane, Planes } from "../analysis/window.js";
import type { CheckedCommand } from "../network/commands/command.js";
import type { Pair } from "../network/network.js";
import { planeSize } from "../analysis/window.js";
import { isKernelWord, namedKernels, type KernelWord } from "../analysis/windowKernels.js";
import { formatShape } from "../network/wording.js";
import { isPlanes, madeUpFilters, numberOf, planesOf, refuse, sizesOf } from "./windowSettings.js";

export interface Filters {
  readonly filters: readonly Planes[];
  readonly kernelName: string | null;
}

const manyFilters = 4;
const largeKernel = 11;

export function filtersOf(
  { options }: CheckedCommand,
  input: Planes,
  usual: KernelWord | null,
): Filters {
  const value = options["kernel"]?.value ?? usual ?? ["size", ...usualKernel(input)];
  const count = numberOf(options, "filters", 1);
  if (count > manyFilters)
    refuse("filters", `at most ${manyFilters} filters are shown; received ${count}`, "show fewer");
  const read = typeof value === "string" ? named(value, input) : fromNumbers(value, input, count);
  const [height, width] = planeSize(read.filters[0]?.[0] ?? []);
  if (Math.max(height, width) > largeKernel)
    refuse(
      "kernel",
      `kernels of at most ${largeKernel}x${largeKernel} are shown; received ${height}x${width}`,
      "show a smaller one",
    );
  return read;
}

/** A single row has kernels of one row. */
function usualKernel(input: Planes): Pair {
  return [Math.min(3, planeSize(input[0] ?? [])[0]), 3];
}

function named(word: string, input: Planes): Filters {
  if (!isKernelWord(word)) throw new Error(`the checker let the kernel ${word} pass`);
  return { filters: [input.map(() => namedKernels[word])], kernelName: word };
}

type KernelValue = CheckedCommand["options"][string]["value"];

/** A plane serves every channel; planes are a filter's channels; deeper lists are several filters. */
function fromNumbers(value: KernelValue, input: Planes, count: number): Filters {
  const sizes = sizesOf(value);
  if (sizes) {
    const [height = 1, width = height, channels = input.length] = sizes;
    requireChannels(channels, input);
    return { filters: madeUpFilters([height, width], channels, count), kernelName: null };
  }
  const one = planesOf(value);
  const filters = one ? [one] : filterList(value);
  return { filters: filters.map((filter) => overChannels(filter, input)), kernelName: null };
}

function filterList(value: KernelValue): readonly Planes[] {
  if (Array.isArray(value) && value.length <= manyFilters) {
    const filters = (value as readonly KernelValue[]).filter(isPlanes);
    if (filters.length === value.length) return filters;
  }
  return refuse(
    "kernel",
    `\`kernel\` is rows, planes of rows or up to ${manyFilters} filters of planes; received more`,
    "leave brackets or filters out",
  );
}

function overChannels(filter: Planes, input: Planes): Planes {
  const [first = []] = filter;
  if (filter.length === 1) return input.map((): Plane => first);
  requireChannels(filter.length, input);
  return filter;
}

function requireChannels(channels: number, input: Planes): void {
  if (channels === input.length) return;
  const shape = formatShape([...planeSize(input[0] ?? []), input.length]);
  refuse(
    "kernel",
    `a filter has as many channels as its input; received ${channels} for a map of ${shape}`,
    `give it ${input.length}`,
  );
}
