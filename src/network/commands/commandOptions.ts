/** The options of a command: known ones with values in range. Gives C401 to C407. */
import type { Command, Option } from "../../language/syntax.js";
import type { Span } from "../../language/source.js";
import type { Report } from "../finding.js";
import type { CheckedCommand, OptionValue } from "./command.js";
import type { CommandForm } from "./table.js";
import { closest } from "../../language/spelling.js";
import { leaveOut, rewrite } from "../finding.js";
import { alternatives, didYouMean } from "../wording.js";

type Options = CheckedCommand["options"];

/** null where one of them is wrong. */
export function readOptions(command: Command, form: CommandForm, report: Report): Options | null {
  const read: Record<string, { value: OptionValue; span: Span }> = {};
  let sound = true;
  for (const option of command.options) {
    const value = readOption(option, form, read, report);
    if (value === null) sound = false;
    else read[option.key.text] = { value, span: option.value?.span ?? option.span };
  }
  return sound ? read : null;
}

function readOption(
  option: Option,
  form: CommandForm,
  before: Readonly<Record<string, unknown>>,
  report: Report,
): OptionValue | null {
  const key = option.key.text;
  const rule = Object.hasOwn(form.options, key) ? form.options[key] : undefined;
  if (!rule) return reportOption(option, form, report);
  if (before[key] !== undefined)
    report({
      code: "C402",
      span: option.span,
      message: `\`${key}\` is given twice`,
      hints: [leaveOut(option.span, "leave one of them out")],
    });
  if (option.value) return rule.read(option.value, `\`${key}\``, report);
  report({
    code: "C403",
    span: option.span,
    message: `\`${key}\` needs a value, as in \`${rule.form}\``,
    hints: [rewrite(option.span, rule.form)],
  });
  return null;
}

/** What other frameworks call our options. */
const elsewhere: Readonly<Record<string, string>> = {
  epoch: "epochs",
  batch_size: "batch",
  batchsize: "batch",
  learning_rate: "lr",
  learningrate: "lr",
  rate: "lr",
  opt: "optimizer",
  optim: "optimizer",
  criterion: "loss",
  validation_split: "validate",
  validation_data: "validate",
  validation: "validate",
  val: "validate",
  weight_decay: "decay",
  class_weight: "weights",
  horizontal_flip: "flip",
  rotation: "rotate",
  layer: "at",
  image: "of",
  data: "on",
  type: "pool",
  layers: "upto",
};

function reportOption(option: Option, form: CommandForm, report: Report): null {
  if (form.flags.includes(option.key.text)) {
    const message = `\`${option.key.text}\` is a flag and takes no value`;
    const hints = [rewrite(option.span, option.key.text)];
    report({ code: "C404", span: option.value?.span ?? option.span, message, hints });
    return null;
  }
  const known = [...Object.keys(form.options), ...form.flags];
  const near =
    known.find((name) => name === elsewhere[option.key.text.toLowerCase()]) ??
    closest(option.key.text, known);
  report({
    code: "C401",
    span: option.key.span,
    message: `\`${form.name}\` has no option \`${option.key.text}\`${didYouMean(near)}`,
    hints: [
      near
        ? rewrite(option.key.span, near)
        : { text: known.length ? `it takes ${alternatives(known)}` : "it takes no options" },
    ],
  });
  return null;
}
