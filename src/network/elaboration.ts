/**
 * The state of one network's elaboration and what every stage does with it: place a layer, report, stop at a limit.
 * In: stages with their environment. Out: drafts in topological order and the expanded tree.
 */
import type { Span } from "../language/source.js";
import type { Diagnostic, Note } from "../language/diagnostic.js";
import type { Environment } from "./evaluate.js";
import type { Draft, Item, Plan } from "./draft.js";
import type { Finding } from "./finding.js";
import type { Naming } from "./naming.js";
import type { Scope } from "./scope.js";
import type { Finish } from "./headContext.js";
import type { Operation, Shape } from "./network.js";
import type { HeadForm, Name, Value } from "../language/syntax.js";
import type { Field } from "./operations.js";
import { diagnosticOf, rewrite } from "./finding.js";
import { largestNumber } from "./evaluate.js";
import { largestCount } from "./draft.js";
import { nextName } from "./naming.js";
import { plainFinish } from "./headContext.js";
import { fieldAfter, inputField } from "./operations.js";
import { formatCount } from "./wording.js";

export const maxLayers = 10_000;
export const maxDepth = 100;

export interface Elaboration extends Plan {
  readonly diagnostics: Diagnostic[];
  /** Warnings, told where nothing is wrong. */
  readonly remarks: Finding[];
  /** code, place and text of what was said, so that a block's error is said once */
  readonly said: Set<string>;
  readonly names: Set<string>;
  /** Layers known before the first error. */
  known: number;
  /** False where what is used has errors of its own, said elsewhere. */
  sound: boolean;
  /** A limit was passed: nothing more is expanded. */
  stopped: boolean;
}

export function newElaboration(): Elaboration {
  return {
    drafts: [],
    auxiliaries: [],
    diagnostics: [],
    remarks: [],
    said: new Set(),
    names: new Set(),
    known: Infinity,
    sound: true,
    stopped: false,
  };
}

/** Where the flow is: the last layer, its shape and field, and the text that gave it. */
export interface Flow {
  readonly layer: number;
  readonly shape: Shape;
  readonly field: Field;
  readonly span: Span;
}

/** The surroundings of a chain. */
export interface Place {
  readonly elaboration: Elaboration;
  readonly scope: Scope;
  readonly env: Environment;
  readonly names: Naming;
  readonly items: Item[];
  /** Block calls around, outermost first. */
  readonly calls: readonly Span[];
  /** The same with the uses of networks among them: what an error's notes name. */
  readonly trail: readonly Span[];
  readonly aux: number;
  readonly until: Until | null;
  /** Inside a branch or head an `upto` cannot end. */
  readonly branch: boolean;
  /** False where a block is checked by itself: repeats, calls and networks are not expanded. */
  readonly expand: boolean;
}

/** The layer at which a network used as a stage ends. */
export interface Until {
  readonly name: string;
  found: boolean;
  insideBranch: boolean;
  /** That of the network around, and whether this one lies in a branch of it. */
  readonly around: Pick<Place, "until" | "branch"> | null;
}

/** `{in}` is the channel count that comes in here. */
export function environmentAt(flow: Flow, { env }: Place): Environment {
  return { parameters: env.parameters, incoming: flow.shape.at(-1) ?? NaN };
}

export function isEnded({ elaboration, until }: Place): boolean {
  return elaboration.stopped || isFound(until);
}

function isFound(until: Until | null): boolean {
  return until !== null && (until.found || isFound(until.around?.until ?? null));
}

export function reportAt(place: Place, finding: Finding): void {
  const { elaboration, trail } = place;
  const key = `${finding.code} ${finding.span.source.file} ${finding.span.start} ${finding.message}`;
  if (elaboration.said.has(key)) return;
  elaboration.said.add(key);
  const notes: Note[] = shortened(trail).map((span) => ({ span, text: "called here" }));
  elaboration.diagnostics.push(diagnosticOf(finding, notes));
  if (finding.severity !== "warning")
    elaboration.known = Math.min(elaboration.known, elaboration.drafts.length);
}

/** Innermost first; of many only the ends. */
function shortened(trail: readonly Span[]): readonly Span[] {
  const inwards = trail.toReversed();
  return inwards.length <= 6 ? inwards : [...inwards.slice(0, 4), ...inwards.slice(-1)];
}

export function reporter(place: Place) {
  return (finding: Finding) => reportAt(place, finding);
}

export interface NewLayer {
  readonly operation: Operation;
  readonly outputShape: Shape;
  readonly inputs: readonly Flow[];
  readonly span: Span;
  /** Where the caret goes when the layer is too large. */
  readonly headSpan: Span;
  readonly alias?: Name | null;
  /** The name without prefix where the rule's is not wanted. */
  readonly name?: string;
  readonly field?: Field;
  readonly form?: HeadForm | null;
  readonly finish?: Finish;
}

/** Adds a layer to the network and to the tree of its chain. Gives C209, C309 and C313. */
export function placeLayer(place: Place, layer: NewLayer): Flow {
  const draft = draftOf(place, layer);
  refuseTooLarge(place, draft, layer.headSpan);
  place.elaboration.drafts.push(draft);
  limitLayers(place, layer.headSpan);
  endAtUntil(place, draft.name);
  return {
    layer: place.elaboration.drafts.length - 1,
    shape: draft.outputShape,
    field: draft.field,
    span: layer.span,
  };
}

/** A layer of the chain itself; joins are put into the tree with their branches instead. */
export function placeInChain(place: Place, layer: NewLayer): Flow {
  const flow = placeLayer(place, layer);
  const draft = place.elaboration.drafts[flow.layer];
  if (draft) place.items.push({ kind: "layer", draft });
  return flow;
}

function draftOf(place: Place, layer: NewLayer): Draft {
  const [first] = layer.inputs;
  const inputShape = first?.shape ?? layer.outputShape;
  const before = first?.field ?? inputField;
  const finish = layer.finish ?? plainFinish;
  return {
    name: nameOf(place, layer),
    operation: layer.operation,
    inputs: layer.inputs.map((flow) => flow.layer),
    inputShape,
    outputShape: layer.outputShape,
    batchNorm: finish.batchNorm,
    activation: finish.activation,
    activationWritten: finish.activationWritten,
    initializerWritten: finish.initializerWritten,
    field: layer.field ?? fieldAfter(layer.operation, inputShape, before),
    aux: place.aux,
    copiedFrom: null,
    span: layer.span,
    calls: place.calls,
    trail: place.trail,
    form: layer.form ?? null,
  };
}

/** `as` wins; a name that the rule gives steps aside for one that is taken. */
function nameOf(place: Place, { operation, alias, name }: NewLayer): string {
  const taken = (local: string) => place.elaboration.names.has(place.names.prefix + local);
  let local = name ?? nextName(place.names, operation);
  while (!alias && taken(local)) local = name ? `${local}_` : nextName(place.names, operation);
  if (alias && taken(alias.text)) reportTakenName(place, alias, taken);
  const full = place.names.prefix + (alias?.text ?? local);
  place.elaboration.names.add(full);
  return full;
}

/** Gives C313. */
function reportTakenName(
  place: Place,
  { text, span }: Name,
  taken: (local: string) => boolean,
): void {
  let other = 2;
  while (taken(`${text}${other}`)) other++;
  reportAt(place, {
    code: "C313",
    span,
    message: `a layer is already named \`${text}\`; names after \`as\` are unique in a network`,
    hints: [rewrite(span, `${text}${other}`)],
  });
}

function refuseTooLarge(place: Place, draft: Draft, headSpan: Span): void {
  const count = largestCount(draft);
  if (!(count > largestNumber)) return;
  reportAt(place, {
    code: "C209",
    span: largestWritten(draft.form) ?? headSpan,
    message: `a layer holds at most 2^53 values or weights; received about ${formatCount(Number(count.toPrecision(3)))}`,
    hints: [{ text: "use smaller sizes" }],
  });
  place.elaboration.stopped = true;
}

/** The size or option with the largest number in it; null where no number is written. */
function largestWritten(form: HeadForm | null): Span | null {
  if (!form) return null;
  const parts = [...(form.kernel ?? []), form.count, ...(form.stride ?? []), ...form.positional];
  const values = parts.filter((part) => part !== null);
  const written = [
    ...values.map((value) => ({ span: value.span, value: largestIn(value) })),
    ...form.options.map(({ span, value }) => ({ span, value: value ? largestIn(value) : 0 })),
  ];
  const [largest] = written.sort((a, b) => b.value - a.value);
  return largest && largest.value > 0 ? largest.span : null;
}

function largestIn(value: Value): number {
  if (value.kind === "number") return value.value;
  return value.kind === "size" ? Math.max(...value.sizes.map(largestIn)) : 0;
}

function limitLayers(place: Place, span: Span): void {
  if (place.elaboration.drafts.length > maxLayers) reportTooMany(place, span, "more");
}

export function reportTooMany(
  place: Place,
  span: Span,
  received: string,
  fitting: number | null = null,
): void {
  if (place.elaboration.stopped) return;
  place.elaboration.stopped = true;
  reportAt(place, {
    code: "C309",
    span,
    message: `a network has at most ${formatCount(maxLayers)} layers; received ${received}`,
    hints: [fitting === null ? { text: "repeat less often" } : rewrite(span, `x${fitting}`)],
  });
}

function endAtUntil({ until, branch }: Pick<Place, "until" | "branch">, name: string): void {
  if (!until) return;
  const { around } = until;
  if (until.name === name && branch) until.insideBranch = true;
  else if (until.name === name) until.found = true;
  else if (around) endAtUntil({ ...around, branch: branch || around.branch }, name);
}
