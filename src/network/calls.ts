/** A name as a stage: a block call, or a network whose layers are taken over. */
import type { Argument, CallForm, Name, Parameter, Stage } from "../language/syntax.js";
import type { Flow, Place } from "./elaboration.js";
import type { Definition } from "./scope.js";
import { headMeant } from "../language/spelling.js";
import { layerKind } from "./layerKinds.js";
import type { Hint } from "../language/diagnostic.js";
import { closest } from "../language/spelling.js";
import { libraryOf } from "./classics.js";
import { elaborateChain } from "./stages.js";
import { environmentAt, maxDepth, reportAt, reporter } from "./elaboration.js";
import { evaluate } from "./evaluate.js";
import { rewrite } from "./finding.js";
import { naming, nextRunning } from "./naming.js";
import { selectOptions } from "./stageOptions.js";
import { elaborateNetworkStage } from "./networkStage.js";
import { didYouMean, plural } from "./wording.js";

export type BlockDefinition = Extract<Definition, { kind: "block" }>;

export function elaborateCall(
  form: CallForm,
  stage: Stage,
  flow: Flow,
  place: Place,
  alias: Name | null,
): Flow {
  const definition = place.scope.names.get(form.name.text);
  switch (definition?.kind) {
    case "block":
      return callBlock(definition, form, stage, flow, place, alias);
    case "net":
      return elaborateNetworkStage(definition, form, stage, flow, place, alias);
    case "data":
      reportAt(place, {
        code: "C319",
        span: form.name.span,
        message: `\`${form.name.text}\` is a data set, not a stage`,
        hints: [{ text: `train on it: \`train net on ${form.name.text}\`` }],
      });
      return { ...flow, shape: [] };
    case undefined:
      reportUnknown(form, place);
      return { ...flow, shape: [] };
  }
}

function callBlock(
  block: BlockDefinition,
  form: CallForm,
  stage: Stage,
  flow: Flow,
  place: Place,
  alias: Name | null,
): Flow {
  const name = nextRunning(place.names, block.statement.name.text);
  const parameters = bindArguments(block, form, flow, place);
  selectOptions(form.options, [], `\`${form.name.text}\``, reporter(place));
  if (!place.expand) return { ...flow, shape: [] };
  if (!block.readable) place.elaboration.sound = false;
  if (!parameters) return { ...flow, shape: [] };
  if (place.trail.length >= maxDepth) return tooDeep(form, flow, place);
  return elaborateChain(block.statement.body, flow, {
    ...place,
    scope: block.scope,
    env: { parameters, incoming: NaN },
    names: naming(`${place.names.prefix}${alias?.text ?? name}/`, false),
    calls: [...place.calls, stage.span],
    trail: [...place.trail, stage.span],
  });
}

/** Gives C318. */
export function tooDeep(form: CallForm, flow: Flow, place: Place): Flow {
  reportAt(place, {
    code: "C318",
    span: form.name.span,
    message: `blocks and networks use each other at most ${maxDepth} levels deep`,
    hints: [{ text: "use `xN` to repeat" }],
  });
  return { ...flow, shape: [] };
}

/** Values for the parameters, or null after C304. */
function bindArguments(
  { statement }: BlockDefinition,
  form: CallForm,
  flow: Flow,
  place: Place,
): ReadonlyMap<string, number> | null {
  const { parameters } = statement;
  const given = form.arguments ?? [];
  const bound = new Map<string, number>();
  const context = environmentAt(flow, place);
  for (const [index, argument] of given.entries()) {
    const parameter = parameterFor(argument, index, parameters);
    if (!parameter || bound.has(parameter))
      return reportArgument(argument, parameter, statement, form, place);
    bound.set(parameter, evaluate(argument.value, context, reporter(place)));
  }
  for (const { name, fallback } of parameters)
    if (!bound.has(name.text) && fallback)
      bound.set(
        name.text,
        evaluate(fallback, { parameters: bound, incoming: context.incoming }, reporter(place)),
      );
  const missing = parameters
    .filter(({ name }) => !bound.has(name.text))
    .map(({ name }) => name.text);
  return missing.length ? reportMissing(missing, statement, form, place) : bound;
}

function parameterFor(
  { name }: Argument,
  index: number,
  parameters: readonly Parameter[],
): string | null {
  const found = name ? parameters.find((p) => p.name.text === name.text) : parameters[index];
  return found?.name.text ?? null;
}

/** How a block is called: `bottleneck(c, s=1)`. */
export function signature({ name, parameters }: BlockDefinition["statement"]): string {
  const text = ({ source, start, end }: { source: { text: string }; start: number; end: number }) =>
    source.text.slice(start, end);
  const list = parameters.map((p) =>
    p.fallback ? `${p.name.text}=${text(p.fallback.span)}` : p.name.text,
  );
  return `${name.text}(${list.join(", ")})`;
}

function reportArgument(
  argument: Argument,
  parameter: string | null,
  block: BlockDefinition["statement"],
  form: CallForm,
  place: Place,
): null {
  const near = argument.name
    ? closest(
        argument.name.text,
        block.parameters.map((p) => p.name.text),
      )
    : null;
  const message = parameter
    ? `\`${parameter}\` is given twice`
    : argument.name
      ? `\`${block.name.text}\` has no parameter \`${argument.name.text}\`${didYouMean(near)}`
      : `\`${block.name.text}\` takes ${plural(block.parameters.length, "argument")}; received ${form.arguments?.length ?? 0}`;
  const written = { text: `it is written \`${signature(block)}\`` };
  const hint = near && argument.name && !parameter ? rewrite(argument.name.span, near) : written;
  reportAt(place, {
    code: "C304",
    span: argument.name?.span ?? argument.span,
    message,
    notes: [definition(block)],
    hints: [hint],
  });
  return null;
}

function definition(block: BlockDefinition["statement"]) {
  return { span: block.name.span, text: "defined here" };
}

function reportMissing(
  missing: readonly string[],
  block: BlockDefinition["statement"],
  form: CallForm,
  place: Place,
): null {
  const required = block.parameters.filter((p) => !p.fallback).length;
  const names = missing.map((name) => `\`${name}\``).join(" and ");
  reportAt(place, {
    code: "C304",
    span: form.name.span,
    message: `\`${block.name.text}\` needs ${names}: expected ${plural(required, "argument")}, received ${form.arguments?.length ?? 0}`,
    notes: [definition(block)],
    hints: [{ text: `it is written \`${signature(block)}\`` }],
  });
  return null;
}

/** Gives C301, or C303 and C305 where the text defines the name further down or right here. */
function reportUnknown({ name, arguments: given }: CallForm, place: Place): void {
  const later = place.scope.later.get(name.text);
  if (later) return reportEarly(name, later, place);
  const wanted = given ? ["block"] : ["block", "net"];
  const known = [...place.scope.names].filter(([, d]) => wanted.includes(d.kind));
  const near = libraryOf(name.text)
    ? null
    : closest(
        name.text,
        known.map(([text]) => text),
      );
  reportAt(place, {
    code: "C301",
    span: name.span,
    message: `there is no stage, block or network \`${name.text}\`${didYouMean(near)}`,
    hints: [near ? rewrite(name.span, near) : (layerHint(name, given) ?? bringIn(name))],
  });
}

/** Layers as other frameworks write them: `Conv2D(3)`, `dropout(0.5)`, `BatchNorm`, `pool2`. */
function layerHint(name: Name, given: readonly Argument[] | null): Hint | null {
  const [, letters = "", digits = ""] =
    /^([a-z_]+?)_?(\d*)$/i.exec(name.text.replace(/[123]d$/i, "")) ?? [];
  const meant = letters && headMeant(letters);
  if (!meant || (given === null && libraryOf(name.text))) return null;
  const form = formOf(meant, digits);
  if (given === null) return rewrite(name.span, followedByValue(name) ? meant : form);
  const { source, start } = name.span;
  const end = source.text.indexOf(")", start) + 1;
  const value = given[0]?.value;
  const written = value ? source.text.slice(value.span.start, value.span.end) : "";
  const text = layerKind(meant)?.positional && written ? `${meant} ${written}` : form;
  return end > 0 ? rewrite({ source, start, end }, text) : { text: `write \`${text}\`` };
}

/** `fc10` is `fc-10`, `maxpooling2` is `maxpool2`; other layers as they are usually written. */
function formOf(head: string, digits: string): string {
  if (digits && head === "fc") return `fc-${digits}`;
  if (digits && (head.endsWith("pool") || head === "upsample")) return head + digits;
  return layerKind(head)?.form ?? head;
}

function followedByValue({ span: { source, end } }: Name): boolean {
  return /^[ \t]+[\d.{]/.test(source.text.slice(end, end + 8));
}

/** `use vgg` as the first line, for a classic network. */
function bringIn({ text, span }: Name): Hint {
  const library = libraryOf(text);
  if (library)
    return rewrite(
      { ...span, start: 0, end: 0 },
      `use ${library}\n`,
      `write \`use ${library}\` above`,
    );
  return {
    text: "define it above, or bring in the classic networks with `use vgg`, `use resnet`, …",
  };
}

function reportEarly(
  name: Name,
  later: { start: number; end: number; source: Name["span"]["source"] },
  place: Place,
): void {
  const recursive = place.scope.later.get(name.text) === later && isInside(name, later, place);
  reportAt(place, {
    code: recursive ? "C305" : "C303",
    span: name.span,
    message: recursive
      ? `\`${name.text}\` uses itself; a definition cannot`
      : `\`${name.text}\` is used before its definition`,
    notes: [{ span: later, text: "defined here" }],
    hints: [
      {
        text: recursive
          ? "write the repetition with `xN`"
          : `move the definition of \`${name.text}\` above`,
      },
    ],
  });
}

/** The statement that holds the use is the one that defines the name. */
function isInside(name: Name, later: { start: number }, place: Place): boolean {
  const owner = [...place.scope.later.values()].filter(
    (span) => span.source === name.span.source && span.start < name.span.start,
  );
  return owner.at(-1)?.start === later.start;
}
