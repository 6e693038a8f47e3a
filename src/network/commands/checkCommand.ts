/** Reads a command by its table entry: the form that fits, operands resolved, options in range. */
import type { Command, Option, Value } from "../../language/syntax.js";
import type { Span } from "../../language/source.js";
import type { Report } from "../finding.js";
import type { Definition, Scope } from "../scope.js";
import type { CheckedCommand, Operand, OptionValue } from "./command.js";
import type { CommandForm, Slot } from "./table.js";
import { closest } from "../../language/spelling.js";
import { rewrite } from "../finding.js";
import { wordValue } from "../headContext.js";
import { alternatives, didYouMean } from "../wording.js";
import { commandTable } from "./table.js";

/** null after an error. Gives C501 to C505 and C401 to C407. */
export function checkCommand(
  command: Command,
  scope: Scope,
  report: Report,
): CheckedCommand | null {
  const forms = commandTable[command.keyword];
  const form = bestForm(command, forms, scope);
  const flags = command.operands.filter((value) => isFlag(value, form));
  const values = command.operands.filter((value) => !isFlag(value, form));
  const operands = readSlots(values, form, command, scope, report);
  const options = readOptions(command, form, report);
  if (!operands || !options) return null;
  checkLayers(operands, options, scope, report);
  return {
    kind: "command",
    keyword: command.keyword,
    form: form.name,
    span: command.span,
    operands,
    flags: flags.map(wordOf),
    options,
  };
}

function isFlag(value: Value, form: CommandForm): boolean {
  return value.kind === "word" && form.flags.includes(value.name);
}

function wordOf(value: Value): string {
  return value.kind === "word" ? value.name : "";
}

/** The form whose slots fit the operands furthest. */
function bestForm(command: Command, forms: readonly CommandForm[], scope: Scope): CommandForm {
  const score = (form: CommandForm) => {
    const values = command.operands.filter((value) => !isFlag(value, form));
    const fitting = form.slots.findIndex((slot, i) => !fitsSlot(values[i], slot, scope));
    const depth = fitting < 0 ? form.slots.length : fitting;
    const exact = fitting < 0 && (values.length === form.slots.length || form.slots.some(isMany));
    return depth * 2 + (exact ? 20 : 0) + (form.target === (command.target !== null) ? 1 : 0);
  };
  const ranked = [...forms].sort((a, b) => score(b) - score(a));
  const [best] = ranked;
  if (!best) throw new Error(`no form for ${command.keyword}`);
  return best;
}

function isMany(slot: Slot): boolean {
  return slot.kind === "network" && slot.many === true;
}

function fitsSlot(value: Value | undefined, slot: Slot, scope: Scope): boolean {
  if (!value) return false;
  if (slot.kind === "text") return value.kind === "string";
  if (value.kind !== "word") return false;
  switch (slot.kind) {
    case "network":
      return scope.names.get(value.name)?.kind === "net";
    case "data":
      return scope.names.get(value.name)?.kind === "data";
    case "word":
      return value.name.toLowerCase() === slot.word;
    case "choice":
      return slot.words.includes(value.name.toLowerCase());
  }
}

type Operands = Readonly<Record<string, readonly Operand[]>>;

function readSlots(
  values: readonly Value[],
  form: CommandForm,
  command: Command,
  scope: Scope,
  report: Report,
): Operands | null {
  const many = form.slots.some(isMany);
  const slots = many ? values.map(() => form.slots[0]) : form.slots;
  const extra = values[slots.length];
  const missing = slots[values.length] ?? (many && values.length === 0 ? form.slots[0] : undefined);
  if (extra || missing || form.target !== (command.target !== null)) {
    reportForm(
      command,
      form,
      extra?.span ?? command.operands.at(-1)?.span ?? command.keywordSpan,
      report,
    );
    return null;
  }
  const operands: Record<string, Operand[]> = {};
  for (const [index, slot] of slots.entries()) {
    const value = values[index];
    if (!slot || !value) continue;
    const operand = readSlot(value, slot, form, command, scope, report);
    if (!operand) return null;
    if (slot.kind !== "word") (operands[slot.name] ??= []).push(operand);
  }
  return operands;
}

function reportForm(command: Command, form: CommandForm, span: Span, report: Report): void {
  const others = commandTable[command.keyword]
    .filter((other) => other !== form)
    .map((other) => other.usage);
  const hints = [{ text: `it is written \`${form.usage}\`` }];
  if (others.length) hints.push({ text: `or ${alternatives(others.slice(0, 4))}` });
  report({ code: "C501", span, message: `\`${command.keyword}\` is not written like this`, hints });
}

function readSlot(
  value: Value,
  slot: Slot,
  form: CommandForm,
  command: Command,
  scope: Scope,
  report: Report,
): Operand | null {
  const text = value.kind === "string" ? value.value : wordOf(value);
  if (slot.kind === "choice") return readChoice(value, slot, report);
  const ok =
    slot.kind === "text" || slot.kind === "word"
      ? fitsSlot(value, slot, scope)
      : value.kind === "word";
  if (!ok) {
    reportForm(command, form, value.span, report);
    return null;
  }
  if (slot.kind === "network" && !fitsSlot(value, slot, scope))
    return reportName(value, "net", scope, report);
  if (slot.kind === "data" && !fitsSlot(value, slot, scope))
    return reportName(value, "data", scope, report);
  return { text, span: value.span };
}

function readChoice(
  value: Value,
  slot: Extract<Slot, { kind: "choice" }>,
  report: Report,
): Operand | null {
  const lower: Value = value.kind === "word" ? { ...value, name: value.name.toLowerCase() } : value;
  const code = slot.name === "view" ? "C504" : slot.name === "set" ? "C502" : "C407";
  const word = wordValue(
    lower,
    slot.words,
    slot.name === "view" ? "a view" : slot.name === "set" ? "a data set" : `\`${slot.name}\``,
    (finding) => report({ ...finding, code }),
  );
  return word === null ? null : { text: word, span: value.span };
}

const kindNames = { net: "a network", block: "a block", data: "a data set" } as const;

/** Gives C502, C503 or, for a name of another kind, C319. */
function reportName(value: Value, wanted: "net" | "data", scope: Scope, report: Report): null {
  const name = wordOf(value);
  const found = scope.names.get(name);
  const names = [...scope.names].filter(([, d]) => d.kind === wanted).map(([text]) => text);
  const near = closest(name, names);
  const define =
    wanted === "net"
      ? `define it above: \`net ${name} = input …\``
      : `bring it in above: \`data ${name} = folder "…"\`, or \`data digits\``;
  report({
    code: found ? "C319" : wanted === "net" ? "C503" : "C502",
    span: value.span,
    message: found
      ? `\`${name}\` is ${kindNames[found.kind]}; ${kindNames[wanted]} is needed here`
      : `there is no ${wanted === "net" ? "network" : "data set"} \`${name}\`${didYouMean(near)}`,
    hints: [near ? rewrite(value.span, near) : { text: define }],
  });
  return null;
}

type Options = CheckedCommand["options"];

function readOptions(command: Command, form: CommandForm, report: Report): Options | null {
  const read: Record<string, { value: OptionValue; span: Span }> = {};
  let sound = true;
  for (const option of command.options) {
    const value = readOption(option, form, read, report);
    if (value === null) sound = false;
    else read[option.key.text] = { value, span: option.span };
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
  const rule = form.options[key];
  if (!rule) return reportOption(option, form, report);
  if (before[key] !== undefined)
    report({ code: "C402", span: option.span, message: `\`${key}\` is given twice` });
  if (option.value) return rule.read(option.value, `\`${key}\``, report);
  report({
    code: "C403",
    span: option.span,
    message: `\`${key}\` needs a value, as in \`${rule.form}\``,
  });
  return null;
}

function reportOption(option: Option, form: CommandForm, report: Report): null {
  const known = [...Object.keys(form.options), ...form.flags];
  const near = closest(option.key.text, known);
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

/** `at=` and `upto=` name layers of the network. Gives C505; unknown data in `validate=` and `on=` gives C502. */
function checkLayers(operands: Operands, options: Options, scope: Scope, report: Report): void {
  const definition = scope.names.get(operands["net"]?.[0]?.text ?? "");
  for (const key of ["at", "upto"]) {
    const option = options[key];
    if (option && definition?.kind === "net")
      checkLayer(String(option.value), option.span, definition, report);
  }
  for (const key of ["validate", "on"]) {
    const option = options[key];
    if (typeof option?.value === "string" && scope.names.get(option.value)?.kind !== "data")
      reportName({ kind: "word", name: option.value, span: option.span }, "data", scope, report);
  }
}

function checkLayer(
  name: string,
  span: Span,
  definition: Extract<Definition, { kind: "net" }>,
  report: Report,
): void {
  const { layers, complete, name: network } = definition.network();
  const names = layers.map((layer) => layer.name);
  if (!complete || names.includes(name)) return;
  const near = closest(name, names);
  report({
    code: "C505",
    span,
    message: `\`${network}\` has no layer \`${name}\`${didYouMean(near)}`,
    hints: [
      {
        text: `its layers are ${alternatives(names.slice(1, 4))} …; \`show ${network} summary\` lists them`,
      },
    ],
  });
}
