/**
 * A network's name as a stage: its layers at the shape that comes in, with their names, and a copy of their weights.
 * First in a network it brings its input; elsewhere its own input is dropped.
 */
import type { CallForm, Name, Option, Stage } from "../language/syntax.js";
import type { Draft, Item } from "./draft.js";
import type { Flow, Place, Until } from "./elaboration.js";
import type { Layer } from "./network.js";
import type { Definition } from "./scope.js";
import { closest } from "../language/spelling.js";
import { implyActivations } from "./activations.js";
import { beginsAnew } from "./beginsAnew.js";
import { elaborateBody } from "./body.js";
import { tooDeep } from "./calls.js";
import { isEnded, maxDepth, reportAt, reporter } from "./elaboration.js";
import { emptyEnvironment } from "./evaluate.js";
import { rewrite } from "./finding.js";
import { continueAfter, naming, nextRunning } from "./naming.js";
import { selectOptions } from "./stageOptions.js";
import { alternatives, didYouMean } from "./wording.js";

type NetDefinition = Extract<Definition, { kind: "net" }>;

/** Gives C304, C311, C312 and C318. */
export function elaborateNetworkStage(
  definition: NetDefinition,
  form: CallForm,
  stage: Stage,
  flow: Flow,
  place: Place,
  alias: Name | null,
): Flow {
  const options = selectOptions(form.options, ["upto"], `\`${form.name.text}\``, reporter(place));
  if (form.arguments) refuseArguments(form, place);
  if (!place.expand) return { ...flow, shape: [] };
  if (!definition.network().complete) place.elaboration.sound = false;
  const prefix = prefixFor(definition, place, alias);
  const upto = options.get("upto");
  const last = uptoName(upto);
  const until = last === null ? place.until : untilLayer(prefix + last, place);
  if (place.trail.length >= maxDepth) return tooDeep(form, flow, place);
  const from = place.elaboration.drafts.length;
  const inside: Place = {
    ...place,
    scope: definition.scope,
    env: emptyEnvironment,
    names: naming(prefix, true),
    items: [],
    trail: [...place.trail, stage.span],
    until,
    branch: last === null && place.branch,
  };
  const end = elaborateBody(definition.statement, flow, inside);
  const missing = last !== null && until !== null && !until.found && !isEnded(place);
  if (missing && upto) reportUpto(upto, last, until, definition, place);
  adopt(definition, place, inside.items, from, prefix);
  remarkAnew(definition, form, stage, place, from);
  if (!alias) continueAfter(place.names, inside.names);
  return missing ? { ...end, shape: [] } : end;
}

function untilLayer(name: string, around: Place): Until {
  return { name, found: false, insideBranch: false, around };
}

/** Once, where the network is named: not again where this one is a part of others. */
function remarkAnew(
  { network }: NetDefinition,
  form: CallForm,
  stage: Stage,
  { elaboration, trail }: Place,
  from: number,
): void {
  if (trail.length > 0) return;
  const anew = beginsAnew(elaboration.drafts.slice(from), network(), form, stage);
  if (anew) elaboration.remarks.push(anew);
}

/** Names stay as they are, unless they are taken. */
function prefixFor(
  { statement, network }: NetDefinition,
  place: Place,
  alias: Name | null,
): string {
  const { prefix } = place.names;
  if (alias) return `${prefix}${alias.text}/`;
  const taken = network()
    .layers.slice(1)
    .some((layer) => place.elaboration.names.has(prefix + layer.name));
  return taken ? `${prefix}${nextRunning(place.names, statement.name.text)}/` : prefix;
}

/**
 * The copied layers keep the activations that they have in their own network, also where it is cut short; the rule decides
 * only for layers that are there because of the incoming shape.
 */
function adopt(
  { statement, network }: NetDefinition,
  place: Place,
  items: Item[],
  from: number,
  prefix: string,
): void {
  implyActivations(items, "network");
  const originals = new Map(network().layers.map((layer) => [layer.name, layer]));
  for (const draft of place.elaboration.drafts.slice(from)) {
    const layer = draft.name.slice(prefix.length);
    const original = originals.get(layer);
    if (original) keepFrom(draft, original);
    draft.copiedFrom = { network: statement.name.text, layer };
  }
  place.items.push(...items);
}

function keepFrom(draft: Draft, { activation, operation }: Layer): void {
  draft.activation = activation;
  if ("initializer" in draft.operation && "initializer" in operation)
    draft.operation = { ...draft.operation, initializer: operation.initializer };
}

function uptoName(option: Option | undefined): string | null {
  const value = option?.value;
  if (value?.kind === "word") return value.name;
  return value?.kind === "string" ? value.value : null;
}

function refuseArguments(form: CallForm, place: Place): void {
  const first = form.arguments?.[0];
  reportAt(place, {
    code: "C304",
    span: first?.span ?? form.name.span,
    message: `\`${form.name.text}\` is a network and takes no arguments`,
    hints: [{ text: `write \`${form.name.text}\`, or \`${form.name.text} upto=LAYER\`` }],
  });
}

function reportUpto(
  option: Option,
  name: string,
  until: Until,
  { statement, network }: NetDefinition,
  place: Place,
): void {
  const span = option.value?.span ?? option.span;
  const netName = statement.name.text;
  const { layers: all, complete } = network();
  const layers = all.map((layer) => layer.name);
  const full = layers.find((layer) => layer.endsWith(`/${name}`)) ?? null;
  if (until.insideBranch || (full !== null && liesInBranch(full))) {
    const message = `\`${name}\` lies in a branch of \`${netName}\`; a network ends where its branches have met`;
    const join = joinAfter(full ?? name);
    reportAt(place, { code: "C312", span, message, hints: [rewrite(span, quoted(join))] });
    return;
  }
  if (!complete) return;
  const near = full ?? closest(name, layers.toReversed());
  reportAt(place, {
    code: "C311",
    span,
    message: `\`${netName}\` has no layer \`${name}\`${didYouMean(near)}`,
    hints: near
      ? [rewrite(span, quoted(near))]
      : [{ text: `its last layers are ${alternatives(layers.slice(-4))}` }],
  });
}

/** A branch's prefix ends in its number: `concat1.2/`. */
function liesInBranch(name: string): boolean {
  return /\.\d+\//.test(name);
}

/** The join at which the outermost branch around a layer ends. */
function joinAfter(name: string): string {
  return name.replace(/\.\d+\/.*$/, "");
}

function quoted(name: string): string {
  return /^\w+$/.test(name) ? name : `"${name}"`;
}
