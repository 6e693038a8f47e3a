/**
 * How many layers a chain will have, counted without expanding it, so that a repeat of a billion or forty blocks that
 * double are refused at once. A count that depends on `{in}` is taken as one here and checked while expanding.
 */
import type { CallForm, Chain, Parameter, Quantity, Stage } from "../language/syntax.js";
import type { Span } from "../language/source.js";
import type { Environment } from "./evaluate.js";
import type { Network } from "./network.js";
import type { Scope } from "./scope.js";
import { maxLayers } from "./elaboration.js";
import { emptyEnvironment, evaluate } from "./evaluate.js";

type Counted = Map<object, Map<string, number>>;

/** What could not be read counts too, so that repeating it ends. */
export interface TooMany {
  readonly span: Span;
  readonly count: number;
  /** The largest repeat that would fit, where a repeat is the cause. */
  readonly fitting: number | null;
}

/** The repeat or stage with which the chain passes the limit. A network that comes first brings its input. */
export function beyondLimit(chain: Chain, scope: Scope): TooMany | null {
  const input = chain.stages[0]?.form.kind === "call" ? 1 : 0;
  return firstBeyond(chain, scope, { before: input, after: 0 }, new Map());
}

/** Layers outside the chain. */
interface Around {
  readonly before: number;
  readonly after: number;
}

function firstBeyond(chain: Chain, scope: Scope, around: Around, counted: Counted): TooMany | null {
  const counts = chain.stages.map((stage) => {
    const once = countOnce(stage, scope, emptyEnvironment, counted);
    return { once, all: once * repeats(stage, emptyEnvironment) };
  });
  let { before } = around;
  for (const [index, stage] of chain.stages.entries()) {
    const { once = 0, all = 0 } = counts[index] ?? {};
    const rest = counts.slice(index + 1).reduce((sum, count) => sum + count.all, around.after);
    if (before + all > maxLayers)
      return guiltyPart(stage, scope, { before, after: rest }, { once, all }, counted);
    before += all;
  }
  return null;
}

interface Counts {
  readonly once: number;
  readonly all: number;
}

function guiltyPart(
  { form, repeat, span }: Stage,
  scope: Scope,
  around: Around,
  { once, all }: Counts,
  counted: Counted,
): TooMany {
  const count = around.before + all;
  if (repeat && around.before + once <= maxLayers) {
    const fitting = Math.floor((maxLayers - around.before - around.after) / once);
    return { span: repeat.span, count, fitting: fitting > 0 ? fitting : null };
  }
  const inner = form.kind === "group" ? firstBeyond(form.chain, scope, around, counted) : null;
  return inner ?? { span: form.kind === "call" ? form.name.span : span, count, fitting: null };
}

function countChain(chain: Chain, scope: Scope, env: Environment, counted: Counted): number {
  return chain.stages.reduce(
    (sum, stage) => sum + countOnce(stage, scope, env, counted) * repeats(stage, env),
    0,
  );
}

function repeats({ repeat }: Stage, env: Environment): number {
  const count = repeat ? quietly(repeat.count, env) : 1;
  return Number.isNaN(count) ? 1 : Math.max(count, 1);
}

function quietly(quantity: Quantity, env: Environment): number {
  return evaluate(quantity, env, () => undefined);
}

function countOnce({ form }: Stage, scope: Scope, env: Environment, counted: Counted): number {
  switch (form.kind) {
    case "head":
      return 1;
    case "group":
    case "aux":
      return countChain(form.chain, scope, env, counted);
    case "bracket":
      return form.branches.reduce(
        (sum, branch) => sum + countChain(branch, scope, env, counted),
        1,
      );
    case "call":
      return countCall(form, scope, env, counted);
    case "error":
      return 1;
  }
}

/** Counted once for each set of arguments. */
function countCall(form: CallForm, scope: Scope, env: Environment, counted: Counted): number {
  const definition = scope.names.get(form.name.text);
  if (!definition || definition.kind === "data") return 1;
  if (definition.kind === "net") return networkLayers(form, definition.network());
  const { statement } = definition;
  const parameters = argumentsOf(form, statement.parameters, env);
  const key = [...parameters.values()].join(",");
  const known = counted.get(statement) ?? new Map<string, number>();
  counted.set(statement, known);
  const count =
    known.get(key) ??
    countChain(statement.body, definition.scope, { parameters, incoming: NaN }, counted);
  known.set(key, count);
  return count;
}

/** Without its input, up to the layer that `upto` names. */
function networkLayers({ options }: CallForm, { layers }: Network): number {
  const value = options.find(({ key }) => key.text === "upto")?.value;
  const last = value?.kind === "word" ? value.name : value?.kind === "string" ? value.value : null;
  const index = layers.findIndex((layer) => layer.name === last);
  return Math.max(index < 0 ? layers.length - 1 : index, 1);
}

function argumentsOf(
  form: CallForm,
  parameters: readonly Parameter[],
  env: Environment,
): Map<string, number> {
  const given = form.arguments ?? [];
  const bound = new Map<string, number>();
  parameters.forEach(({ name, fallback }, index) => {
    const argument = given.find((one) => one.name?.text === name.text) ?? given[index];
    const value =
      argument && (argument.name === null || argument.name.text === name.text)
        ? argument.value
        : null;
    if (value) bound.set(name.text, quietly(value, env));
    else
      bound.set(
        name.text,
        fallback ? quietly(fallback, { parameters: bound, incoming: NaN }) : NaN,
      );
  });
  return bound;
}
