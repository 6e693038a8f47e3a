/** Statements other than definitions: the next word of their form, then flags and options, then values. */
import type { IToken } from "../../grammar/chevrotain.js";
import type { CommandKeyword } from "../language/syntax.js";
import type { Rule } from "../network/commands/rules.js";
import type { Scope } from "../network/scope.js";
import type { Proposal } from "./completion.js";
import type { Cursor } from "./cursor.js";
import * as t from "../../grammar/tokens.js";
import { commandTable, slotsFor, type CommandForm, type Slot } from "../network/commands/table.js";
import { layerProposals } from "./completeOptions.js";
import { namesOf } from "./names.js";

export function commandProposals(
  keyword: CommandKeyword,
  cursor: Cursor,
  scope: Scope,
): readonly Proposal[] {
  const { before } = cursor;
  const isNaming = keyword === "data" && before[2]?.tokenType === t.Equals;
  const words = before.slice(isNaming ? 3 : 1);
  const operands = operandsOf(words);
  const forms = commandTable[keyword].filter(
    (form) => form.target === isNaming && fits(operands, form, scope),
  );
  if (words.at(-1)?.tokenType === t.Equals) return values(words, operands, forms, scope);
  const isOpen = (form: CommandForm) => nextSlots(form, operands).length > 0;
  const ordered = [...forms.filter(isOpen), ...forms.filter((form) => !isOpen(form))];
  return ordered.flatMap((form) => following(form, operands, words, scope));
}

/** Words and texts that are no part of an option. */
function operandsOf(words: readonly IToken[]): readonly IToken[] {
  return words.filter((token, index) => {
    const next = words[index + 1]?.tokenType;
    const last = words[index - 1]?.tokenType;
    return (
      (token.tokenType === t.Word || token.tokenType === t.Text) &&
      next !== t.Equals &&
      last !== t.Equals
    );
  });
}

/** Whether the operands so far are those of the form, flags left out. */
function fits(operands: readonly IToken[], form: CommandForm, scope: Scope): boolean {
  const plain = plainOperands(operands, form);
  const slots = slotsFor(form, plain.length + 1);
  return plain.every((operand, index) => {
    const slot = slots[index];
    if (!slot) return false;
    const word = operand.image.toLowerCase();
    switch (slot.kind) {
      case "text":
        return operand.tokenType === t.Text;
      case "word":
        return word === slot.word;
      case "choice":
        return slot.words.includes(word);
      case "network":
        return slot.many ? isNetwork(operand, scope) : operand.tokenType === t.Word;
      case "data":
        return operand.tokenType === t.Word;
    }
  });
}

function isNetwork({ image }: IToken, { names }: Scope): boolean {
  return names.get(image)?.kind === "net";
}

function plainOperands(operands: readonly IToken[], { flags }: CommandForm): readonly IToken[] {
  return operands.filter(({ image }) => !flags.includes(image.toLowerCase()));
}

/** What the next operand can be: of a slot that takes many another one, or what comes behind it. */
function nextSlots(form: CommandForm, operands: readonly IToken[]): readonly Slot[] {
  const { length } = plainOperands(operands, form);
  const [least, most] = [length + 1, length + form.slots.length].map((all) => slotsFor(form, all));
  return [...new Set([least?.[length], most?.[length]])].filter((slot) => slot !== undefined);
}

function following(
  form: CommandForm,
  operands: readonly IToken[],
  words: readonly IToken[],
  scope: Scope,
): readonly Proposal[] {
  const slots = nextSlots(form, operands);
  const written = new Set(words.map(({ image }) => image.toLowerCase()));
  if (slots.length > 0) return slots.flatMap((slot) => slotProposals(slot, form, scope, written));
  const flags = form.flags.map((label): Proposal => ({ label, kind: "flag" }));
  const options = Object.entries(form.options).map(([name, rule]) => optionProposal(name, rule));
  return [...flags, ...options].filter(({ label }) => !written.has(label.replace("=", "")));
}

function slotProposals(
  slot: Slot,
  { usage, meaning }: CommandForm,
  scope: Scope,
  written: ReadonlySet<string>,
): readonly Proposal[] {
  const detail = { detail: meaning, documentation: usage };
  switch (slot.kind) {
    case "network":
      return namesOf(scope, "net")
        .filter(([label]) => !written.has(label.toLowerCase()))
        .map(([label, { statement }]) => ({
          label,
          kind: "network",
          detail: statement.title?.value ?? "",
        }));
    case "data":
      return namesOf(scope, "data").map(([label]) => ({ label, kind: "data" }));
    case "word":
      return [{ label: slot.word, kind: "keyword", ...detail }];
    case "choice":
      return slot.words.map((label) => ({
        label,
        kind: slot.name === "set" ? "data" : "value",
        ...detail,
      }));
    case "text":
      return [{ label: '"…"', kind: "snippet", ...detail, insertText: '""' }];
  }
}

function optionProposal(name: string, { form, meaning }: Rule): Proposal {
  return { label: `${name}=`, kind: "option", detail: form, documentation: meaning };
}

/** The words that the option knows, else the value of its example; layers and data sets by name. */
function values(
  words: readonly IToken[],
  operands: readonly IToken[],
  forms: readonly CommandForm[],
  scope: Scope,
): readonly Proposal[] {
  const key = words.at(-2)?.image.toLowerCase() ?? "";
  if (key === "at" || key === "upto") return layerProposals(operands[0]?.image ?? "", scope);
  const rule = forms.map(({ options }) => options[key]).find((one) => one !== undefined);
  if (!rule) return [];
  const usual = rule.form.slice(rule.form.indexOf("=") + 1);
  const sets =
    key === "on" || key === "validate" ? namesOf(scope, "data").map(([name]) => name) : [];
  const labels = rule.words ?? (key === "on" ? sets : [usual, ...sets]);
  return labels.map((label) => ({
    label,
    kind: sets.includes(label) ? "data" : "value",
    documentation: rule.meaning,
  }));
}
