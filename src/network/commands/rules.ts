/** What the value of a command's option may be, and how it is read. */
import type { Value } from "../../language/syntax.js";
import type { Report } from "../finding.js";
import type { OptionValue } from "./command.js";
import { emptyEnvironment } from "../evaluate.js";
import { rewrite } from "../finding.js";
import { describeValue, realNumber, wordValue, wrongValue } from "../headContext.js";

export interface Rule {
  /** As in the documentation: `epochs=5`. */
  readonly form: string;
  readonly meaning: string;
  /** Words that the value may be, for completion. */
  readonly words?: readonly string[];
  /** null after a report */
  readonly read: (value: Value, what: string, report: Report) => OptionValue | null;
}

export function number(form: string, meaning: string, min?: number, max?: number): Rule {
  const range = min === undefined ? undefined : max === undefined ? { min } : { min, max };
  return {
    form,
    meaning,
    read: (value, what, report) =>
      known(realNumber(value, { env: emptyEnvironment, report }, what, range)),
  };
}

export function integer(form: string, meaning: string, min: number): Rule {
  return {
    form,
    meaning,
    read: (value, what, report) => {
      const read = realNumber(value, { env: emptyEnvironment, report }, what, { min });
      if (Number.isNaN(read) || Number.isInteger(read)) return known(read);
      report({
        code: "C405",
        span: value.span,
        message: `${what} is a whole number; received ${read}`,
        hints: [rewrite(value.span, String(Math.round(read)))],
      });
      return null;
    },
  };
}

export function oneOf(form: string, meaning: string, words: readonly string[]): Rule {
  return {
    form,
    meaning,
    words,
    read: (value, what, report) => wordValue(value, words, what, report),
  };
}

export function text(form: string, meaning: string): Rule {
  return {
    form,
    meaning,
    read: (value, what, report) => {
      if (value.kind === "string") return value.value;
      wrongValue(value, `${what} is a text in quotes`, valueOf(form), report);
      return null;
    },
  };
}

/** A name, or a text in quotes where it holds other signs (`"concat1.2/conv1_1"`). */
export function name(form: string, meaning: string): Rule {
  return {
    form,
    meaning,
    read: (value, what, report) => {
      if (value.kind === "word") return value.name;
      if (value.kind === "string") return value.value;
      wrongValue(value, `${what} is a name`, valueOf(form), report);
      return null;
    },
  };
}

/** A number or a list of them. */
export function numbers(form: string, meaning: string, min: number): Rule {
  return {
    form,
    meaning,
    read: (value, what, report) => {
      const items = value.kind === "list" ? value.items : [value];
      const read = items.map((item) => integer(form, meaning, min).read(item, what, report));
      return read.every((item) => item !== null) ? read : null;
    },
  };
}

export function size(form: string, meaning: string): Rule {
  return {
    form,
    meaning,
    read: (value, what, report) => {
      const sizes = value.kind === "size" ? value.sizes : [value];
      const read = sizes.map((one) => integer(form, meaning, 1).read(one, what, report));
      return read.every((item) => item !== null) ? read : null;
    },
  };
}

/** Row and column, from 0; a single number is both. */
export function cell(form: string, meaning: string): Rule {
  const from0 = integer(form, meaning, 0);
  return {
    form,
    meaning,
    read: (value, what, report) => {
      const places = value.kind === "size" ? value.sizes : [value];
      const read = places.map((one) => from0.read(one, what, report));
      if (read.length <= 2 && read.every((item) => item !== null))
        return [read[0], read.at(-1)] as number[];
      if (read.length > 2)
        wrongValue(value, `${what} is a row and a column`, valueOf(form), report);
      return null;
    },
  };
}

/** A matrix of numbers, a name or a text: `of="cat.png"`, `of=[[1,2],[3,4]]`, `kernel=blur`. */
export function picture(form: string, meaning: string, words?: readonly string[]): Rule {
  const read: Rule["read"] = (value, what, report) => {
    if (value.kind === "string") return value.value;
    if (value.kind === "word") return words ? wordValue(value, words, what, report) : value.name;
    if (value.kind === "list") return matrix(value, what, report);
    wrongValue(value, `${what} is a text in quotes or a list`, valueOf(form), report);
    return null;
  };
  return { form, meaning, ...(words ? { words } : {}), read };
}

function matrix(value: Value, what: string, report: Report): OptionValue | null {
  if (value.kind === "number") return value.value;
  if (value.kind !== "list") {
    report({
      code: "C405",
      span: value.span,
      message: `${what} holds numbers; received ${describeValue(value)}`,
      hints: [rewrite(value.span, "0")],
    });
    return null;
  }
  const items = value.items.map((item) => matrix(item, what, report));
  return items.every((item) => item !== null) ? items : null;
}

/** `lr=1e-3` or `lr=find`. */
export function numberOrWord(
  form: string,
  meaning: string,
  words: readonly string[],
  min: number,
): Rule {
  const other = number(form, meaning, min);
  return {
    ...other,
    words,
    read: (value, what, report) =>
      value.kind === "word"
        ? wordValue(value, words, what, report)
        : other.read(value, what, report),
  };
}

/** `validate=0.1` or `validate=pets`. */
export function numberOrName(form: string, meaning: string, min: number, max?: number): Rule {
  const share = number(form, meaning, min, max);
  const other = name(form, meaning);
  return {
    form,
    meaning,
    read: (value, what, report) =>
      (value.kind === "number" ? share : other).read(value, what, report),
  };
}

/** `epochs=5` → `5` */
function valueOf(form: string): string {
  return form.slice(form.indexOf("=") + 1);
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
