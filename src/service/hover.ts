/**
 * What stands at an offset, in words: a stage with its shapes, counts and formulas, a block with its signature, a network
 * with its totals, an option with its meaning. Works on texts with errors, as far as they are known.
 */
import type { CheckOptions, CheckedProgram } from "../network/check.js";
import type { Source, Span } from "../language/source.js";
import type { Stage, StringValue } from "../language/syntax.js";
import type { Layer } from "../network/network.js";
import type { Definition } from "../network/scope.js";
import type { ReadableHead } from "../network/layerKinds.js";
import { plain } from "../language/ansi.js";
import { textOf } from "../language/source.js";
import { signature } from "../network/calls.js";
import { check } from "../network/check.js";
import { dataSets } from "../network/commands/options.js";
import { commandTable } from "../network/commands/table.js";
import { layerKinds } from "../network/layerKinds.js";
import { stageOptions } from "../network/stageOptions.js";
import { formatShape } from "../network/wording.js";
import { totalLines } from "../views/summaryTotals.js";
import { explainLayers, explainTogether } from "../views/explain.js";
import { keywordMeaning } from "./keywords.js";
import { targetAt, type Target } from "./target.js";

export interface Hover {
  readonly span: Span;
  /** The first says what it is. */
  readonly lines: readonly string[];
}

export function hover(source: Source, offset: number, options: CheckOptions = {}): Hover | null {
  const { value } = check(source, options);
  const target = targetAt(value, offset);
  if (!target) return null;
  const lines = linesFor(target, value);
  return lines.length ? { span: target.span, lines } : null;
}

function linesFor(target: Target, program: CheckedProgram): readonly string[] {
  switch (target.kind) {
    case "keyword":
      return keywordMeaning(target.keyword).split("\n");
    case "definition":
      return nameLines(target.statement.name.text, program);
    case "name":
      return nameLines(target.name, program);
    case "stageOption": {
      const kind = stageOptions[target.option.key.text];
      return kind ? [kind.form, kind.meaning] : [];
    }
    case "commandOption": {
      const { option, command } = target;
      const forms = commandTable[command.keyword];
      const rule = forms
        .map((form) => form.options[option.key.text])
        .find((one) => one !== undefined);
      return rule ? [rule.form, rule.meaning] : [];
    }
    case "stage":
      return stageLines(target.stage, program);
  }
}

function nameLines(name: string, { scope }: CheckedProgram): readonly string[] {
  const definition = scope.names.get(name);
  if (definition) return definitionLines(name, definition);
  return dataSets.some((set) => set === name) ? [`${name}: a data set`] : [];
}

function definitionLines(name: string, definition: Definition): readonly string[] {
  switch (definition.kind) {
    case "data":
      return [`${name}: a data set`];
    case "block":
      return textOf(definition.statement.span).split(/\r\n|\r|\n/);
    case "net": {
      const network = definition.network();
      const { layers, output, complete } = network;
      const shape = (index: number) => formatShape(layers[index]?.outputShape ?? []);
      const heading = netTitle(name, definition.statement.title);
      if (!complete) return [heading, "has errors"];
      return [heading, `${shape(0)} → ${shape(output)}`, ...totalLines(network, plain)];
    }
  }
}

function stageLines(stage: Stage, { networks, scope }: CheckedProgram): readonly string[] {
  const layers = networks.flatMap((network) => network.layers);
  const own = layers.filter(({ span, copiedFrom }) => !copiedFrom && isSame(span, stage.span));
  const inside = layers.filter((layer) => isInside(layer, stage.span));
  const { form } = stage;
  switch (form.kind) {
    case "head":
      return own.length ? explainLayers(own) : headLines(form.word);
    case "call": {
      const definition = scope.names.get(form.name.text);
      return explainTogether(callTitle(form.name.text, definition), inside);
    }
    case "bracket":
      return explainTogether(
        form.join === "add" ? "a sum of branches" : "branches, joined",
        inside,
      );
    case "group":
      return explainTogether("a group", inside);
    case "aux":
      return explainTogether("an auxiliary classifier", inside);
    case "error":
      return [];
  }
}

function callTitle(name: string, definition: Definition | undefined): string {
  if (definition?.kind === "block") return `block ${signature(definition.statement)}`;
  return definition?.kind === "net" ? netTitle(name, definition.statement.title) : name;
}

function netTitle(name: string, title: StringValue | null): string {
  return `net ${name}${title === null ? "" : ` "${title.value}"`}`;
}

function headLines(word: string): readonly string[] {
  if (word === "shortcut") return ["shortcut", stageOptions["zeropad"]?.meaning ?? ""];
  const kind = layerKinds[word as ReadableHead];
  return [kind.form, kind.meaning];
}

function isSame(a: Span, b: Span): boolean {
  return a.source === b.source && a.start === b.start && a.end === b.end;
}

/** Written within the stage, or in a block or network that is called there. */
function isInside({ span, trail }: Layer, stage: Span): boolean {
  return [span, ...trail].some(
    (one) => one.source === stage.source && stage.start <= one.start && one.end <= stage.end,
  );
}
