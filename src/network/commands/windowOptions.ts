/** What `show convolution`, `show pooling` and `show padding` take: numbers, kernels, and how the window slides. */
import type { Value } from "../../language/syntax.js";
import type { Report } from "../finding.js";
import type { OptionValue } from "./command.js";
import type { Rule } from "./rules.js";
import { leaveOut } from "../finding.js";
import { wordValue } from "../headContext.js";
import { modeWords } from "../stageOptions.js";
import { plural } from "../wording.js";
import { integer, number, oneOf, picture, size } from "./rules.js";

/** Numbers in rows, all of one length; `6x6x3` stands for made-up numbers and is read as `["size", 6, 6, 3]`. */
function grid(form: string, meaning: string, words?: readonly string[]): Rule {
  const written = picture(form, meaning, words);
  const sizes = size(form, meaning);
  return {
    ...written,
    read(value, what, report) {
      if (value.kind !== "size") return evenRows(written.read(value, what, report), value, report);
      const read = sizes.read(value, what, report);
      return Array.isArray(read) ? ["size", ...(read as number[])] : null;
    },
  };
}

/** Gives C405 where rows differ in their length, or lists in their depth. */
function evenRows(read: OptionValue | null, value: Value, report: Report): OptionValue | null {
  if (value.kind !== "list" || read === null) return read;
  const uneven = unevenPart(value);
  if (!uneven) return read;
  report({
    code: "C405",
    span: uneven.value.span,
    message: `${uneven.expected}; received ${uneven.received}`,
    hints: [leaveOut(uneven.value.span, "make it as long as the others")],
  });
  return null;
}

interface Uneven {
  readonly value: Value;
  readonly expected: string;
  readonly received: string;
}

function unevenPart(value: Value): Uneven | null {
  if (value.kind !== "list") return null;
  const [first] = value.items;
  if (!first)
    return { value, expected: "a row holds at least one number", received: "an empty list" };
  for (const item of value.items) {
    const inside = unevenPart(item);
    if (inside) return inside;
    if (extentOf(item) !== extentOf(first))
      return {
        value: item,
        expected: `every row is alike: ${extentOf(first)}`,
        received: extentOf(item),
      };
  }
  return null;
}

/** `3 numbers`, `2 rows of 3 numbers` */
function extentOf(value: Value): string {
  if (value.kind !== "list") return "a number";
  const [first] = value.items;
  return first?.kind === "list"
    ? `${value.items.length} rows of ${extentOf(first)}`
    : plural(value.items.length, "number");
}

/** A number for both sides, or height x width. */
function pair(form: string, meaning: string, min: number, words?: readonly string[]): Rule {
  const one = integer(form, meaning, min);
  return {
    form,
    meaning,
    ...(words ? { words } : {}),
    read(value, what, report) {
      if (value.kind === "word" && words) return wordValue(value, words, what, report);
      const sizes = value.kind === "size" ? value.sizes : [value];
      const read = sizes.map((side) => one.read(side, what, report));
      return read.every((side) => side !== null) ? read : null;
    },
  };
}

const of = grid('of="cat.png"', "the picture, numbers, or a size such as 6x6x3 for made-up ones");
const stride = pair("stride=2", "step of the window", 1);
const pad = pair("pad=1", "padding on each side, `same` or `valid`", 0, ["same", "valid"]);
const mode = oneOf("mode=reflect", "what the padding holds", modeWords);
const value = number("value=1", "the padding's value for mode=constant");

const kernels = ["blur", "sharpen", "emboss", "outline", "sobel"] as const;

export const convolutionOptions = {
  of,
  kernel: grid("kernel=[[1,0],[0,-1]]", "the kernel, or a size for made-up weights", kernels),
  stride,
  pad,
  mode,
  value,
  dilate: pair("dilate=2", "distance of the kernel's cells", 1),
  filters: integer("filters=2", "how many filters of made-up weights", 1),
  bias: number("bias=1", "added to every sum"),
};

export const poolingOptions = {
  of,
  size: pair("size=2", "the window", 1),
  stride,
  pad,
  pool: oneOf("pool=max", "what is kept of a window", ["max", "avg", "min"]),
};

export const paddingOptions = {
  of,
  pad: pair("pad=1", "padding on each side", 1),
  value,
  size: pair("size=3", "the window that is counted", 1),
};
