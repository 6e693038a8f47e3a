/**
 * From a `net` statement to a Network. In: the statement and the names it may use. Out: the network and what is wrong
 * with it. Holds: layers come in topological order, names are unique, and every error is in the diagnostics.
 */
import type { BlockStatement, NetStatement } from "../language/syntax.js";
import type { Checked } from "../language/diagnostic.js";
import type { Elaboration, Flow, Place } from "./elaboration.js";
import type { Layer, Network } from "./network.js";
import type { Scope } from "./scope.js";
import { implyActivations } from "./activations.js";
import { elaborateBody, nothingBefore } from "./body.js";
import { layerOf } from "./draft.js";
import { newElaboration, reporter, reportTooMany } from "./elaboration.js";
import { emptyEnvironment } from "./evaluate.js";
import { beyondLimit } from "./layerCount.js";
import { naming } from "./naming.js";
import { inputField } from "./operations.js";
import { elaborateChain } from "./stages.js";
import { totalsOf } from "./totals.js";
import { warnings } from "./warnings.js";
import { formatCount } from "./wording.js";

/** `readable` is false where the parser found errors in the statement. */
export function elaborateNetwork(
  statement: NetStatement,
  scope: Scope,
  readable = true,
): Checked<Network> {
  const elaboration = newElaboration();
  const place = topPlace(elaboration, scope);
  const tooMany = beyondLimit(statement.body, scope);
  if (tooMany) reportTooMany(place, tooMany.span, formatCount(tooMany.count), tooMany.fitting);
  const end = elaborateBody(statement, nothingBefore(statement), place);
  implyActivations(place.items, "network");
  const failed = elaboration.diagnostics.length > 0;
  if (!failed && readable)
    [
      ...warnings(place.items, statement, elaboration.drafts[end.layer] ?? null),
      ...elaboration.remarks,
    ].forEach(reporter(place));
  return {
    value: networkOf(statement, elaboration, end, readable && elaboration.sound && !failed),
    diagnostics: elaboration.diagnostics,
  };
}

function topPlace(elaboration: Elaboration, scope: Scope): Place {
  return {
    elaboration,
    scope,
    env: emptyEnvironment,
    names: naming("", true),
    items: [],
    calls: [],
    trail: [],
    aux: 0,
    until: null,
    branch: false,
    expand: true,
  };
}

function networkOf(
  statement: NetStatement,
  elaboration: Elaboration,
  end: Flow,
  sound: boolean,
): Network {
  const layers = elaboration.drafts.slice(0, elaboration.known).map(layerOf);
  const complete = sound && end.layer >= 0 && layers.every(isKnown);
  const known = complete ? layers : layers.slice(0, firstUnknown(layers));
  const output = complete ? end.layer : known.length - 1;
  return {
    name: statement.name.text,
    title: statement.title?.value ?? null,
    span: statement.span,
    layers: known,
    output,
    auxiliaries: elaboration.auxiliaries.filter(
      (head) => head.output >= 0 && head.output < known.length,
    ),
    totals: totalsOf(known, output),
    complete,
  };
}

function isKnown({ outputShape, params }: Layer): boolean {
  return outputShape.length > 0 && !outputShape.some(Number.isNaN) && !Number.isNaN(params);
}

function firstUnknown(layers: readonly Layer[]): number {
  const index = layers.findIndex((layer) => !isKnown(layer));
  return index < 0 ? layers.length : index;
}

/**
 * A block is checked by itself too, with every parameter and the incoming shape unknown: what is wrong in any case is
 * found also where nothing calls it. The blocks that it calls are not expanded, they have their own check.
 */
export function checkBlock(statement: BlockStatement, scope: Scope): Checked<null> {
  const elaboration = newElaboration();
  const parameters = new Map(statement.parameters.map(({ name }) => [name.text, NaN]));
  const env = { parameters, incoming: NaN };
  const place = { ...topPlace(elaboration, scope), env, expand: false };
  const flow: Flow = { layer: 0, shape: [], field: inputField, span: statement.name.span };
  elaborateChain(statement.body, flow, place);
  return { value: null, diagnostics: elaboration.diagnostics };
}
