/** Reads a command by its table entry: the form that fits, operands resolved, options in range. */
import type { Command, Value } from "../../language/syntax.js";
import { textOf, type Span } from "../../language/source.js";
import { rewrite, type Finding, type Report } from "../finding.js";
import type { Scope } from "../scope.js";
import type { CheckedCommand, Operand } from "./command.js";
import type { CommandForm, Slot } from "./table.js";
import { wordValue } from "../headContext.js";
import { alternatives } from "../wording.js";
import { readOptions } from "./commandOptions.js";
import { checkLayers, reportName } from "./references.js";
import { commandTable, slotsFor } from "./table.js";

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
    target: command.target?.text ?? null,
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
    const slots = slotsFor(form, values.length);
    const fitting = slots.findIndex((slot, i) => !fitsSlot(values[i], slot, scope));
    const depth = fitting < 0 ? slots.length : fitting;
    const near = couldFit(values[depth], slots[depth]) ? 1 : 0;
    const alike = values.length === slots.length ? 1 : 0;
    const exact = fitting < 0 && alike;
    return (
      depth * 8 +
      (exact ? 80 : 0) +
      alike * 4 +
      near * 2 +
      (form.target === (command.target !== null) ? 1 : 0)
    );
  };
  const ranked = [...forms].sort((a, b) => score(b) - score(a));
  const [best] = ranked;
  if (!best) throw new Error(`no form for ${command.keyword}`);
  return best;
}

/** A word where a name is needed: misspelt rather than of another form. */
function couldFit(value: Value | undefined, slot: Slot | undefined): boolean {
  return (
    value?.kind === "word" && slot !== undefined && slot.kind !== "word" && slot.kind !== "text"
  );
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
  const slots = slotsFor(form, values.length);
  const extra = values[slots.length];
  const missing = slots[values.length];
  const split = withoutEquals(values, slots.length, form);
  if (split) {
    report(split);
    return null;
  }
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
    if (!value) continue;
    const operand = readSlot(value, slot, form, command, scope, report);
    if (!operand) return null;
    if (slot.kind !== "word") (operands[slot.name] ??= []).push(operand);
  }
  return operands;
}

/** `epochs 5` behind the operands: an option without its `=`. */
function withoutEquals(
  values: readonly Value[],
  operands: number,
  { options }: CommandForm,
): Finding | null {
  const [key, value] = values.slice(operands);
  if (key?.kind !== "word" || !value || !Object.hasOwn(options, key.name)) return null;
  const gap = { ...key.span, start: key.span.end, end: value.span.start };
  const [name, text] = [textOf(key.span), textOf(value.span)];
  return {
    code: "C130",
    span: { ...key.span, end: value.span.end },
    message: `expected \`${name}=${text}\`, received \`${name} ${text}\``,
    hints: [rewrite(gap, "=", `write \`${name}=${text}\``)],
  };
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

/** What a choice is of, for messages, and its code. */
const choices = {
  view: { code: "C504", what: "a view" },
  set: { code: "C502", what: "a data set" },
  by: { code: "C407", what: "a normalisation" },
} as const;

function readChoice(
  value: Value,
  slot: Extract<Slot, { kind: "choice" }>,
  report: Report,
): Operand | null {
  const lower: Value = value.kind === "word" ? { ...value, name: value.name.toLowerCase() } : value;
  const { code, what } = choices[slot.name];
  const word = wordValue(lower, slot.words, what, (finding) => report({ ...finding, code }));
  return word === null ? null : { text: word, span: value.span };
}
