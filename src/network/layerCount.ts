/**
 * How many layers a chain will have, counted without expanding it, so that a repeat of a billion or forty blocks that
 * double are refused at once. A count that depends on `{in}` is taken as one here and checked while expanding.
 */
import type { CallForm, Chain, Parameter, Quantity, Stage } from "../language/syntax.js";
import type { Span } from "../language/source.js";
import type { Environment } from "./evaluate.js";
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

/** The repeat or stage with which the chain passes the limit. */
export function beyondLimit(chain: Chain, scope: Scope): TooMany | null {
  return firstBeyond(chain, scope, 0, new Map());
}

function firstBeyond(chain: Chain, scope: Scope, before: number, counted: Counted): TooMany | null {
  let total = before;
  for (const stage of chain.stages) {
    const once = countOnce(stage, scope, emptyEnvironment, counted);
    const all = once * repeats(stage, emptyEnvironment);
    if (total + all > maxLayers) return guiltyPart(stage, scope, total, { once, all }, counted);
    total += all;
  }
  return null;
}

interface Counts {
  readonly once: number;
  readonly all: number;
}

function guiltyPart(
  stage: Stage,
  scope: Scope,
  before: number,
  { once, all }: Counts,
  counted: Counted,
): TooMany {
  const count = before + all;
  if (stage.repeat && before + once <= maxLayers)
    return { span: stage.repeat.span, count, fitting: Math.floor((maxLayers - before) / once) };
  const { form } = stage;
  const inner = form.kind === "group" ? firstBeyond(form.chain, scope, before, counted) : null;
  return (
    inner ?? { span: form.kind === "call" ? form.name.span : stage.span, count, fitting: null }
  );
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
  const { statement } = definition;
  const parameters =
    definition.kind === "block"
      ? argumentsOf(form, definition.statement.parameters, env)
      : new Map<string, number>();
  const key = [...parameters.values()].join(",");
  const known = counted.get(statement) ?? new Map<string, number>();
  counted.set(statement, known);
  const count =
    known.get(key) ??
    countChain(statement.body, definition.scope, { parameters, incoming: NaN }, counted);
  known.set(key, count);
  return count;
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
