/** Runs texts for the tests, on the engine of this machine. In: a text. Out: its events. */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sourceOf } from "../../src/language/source.js";
import { check } from "../../src/network/check.js";
import { emptyScope, type Scope } from "../../src/network/scope.js";
import type { LocatedProblem, RunEvent, StatementResult } from "../../src/run/events.js";
import { openRunner } from "../../src/run/openRunner.js";
import { runProgram } from "../../src/run/runProgram.js";
import { disposeAll, scriptState, type ScriptState } from "../../src/run/scriptState.js";

/** Files that scripts name lie here. */
export const folder = mkdtempSync(join(tmpdir(), "convscript-run-"));

export interface Ran {
  readonly events: readonly RunEvent[];
  readonly results: readonly StatementResult[];
  readonly problems: readonly LocatedProblem[];
}

export interface RunOptions {
  readonly state?: ScriptState;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
}

/** A text may use what an earlier one has defined in the same state. */
const scopes = new WeakMap<ScriptState, Scope>();

export async function runText(text: string, options: RunOptions = {}): Promise<Ran> {
  const state = options.state ?? scriptState(openRunner);
  const scope = scopes.get(state) ?? emptyScope;
  const { value, diagnostics } = check(sourceOf(join(folder, "script.conv"), text), { scope });
  scopes.set(state, value.scope);
  assert.deepEqual(
    diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message),
    [],
  );
  const events: RunEvent[] = [];
  for await (const event of runProgram(value.statements, { state, signal: options.signal })) {
    events.push(event);
    options.onEvent?.(event);
  }
  if (!options.state) disposeAll(state);
  return {
    events,
    results: events.flatMap((event) => (event.kind === "result" ? [event.result] : [])),
    problems: events.flatMap((event) => (event.kind === "problem" ? [event.problem] : [])),
  };
}

type Kind = StatementResult["kind"];

/** The results of one kind, where nothing went wrong. */
export function resultsOf<K extends Kind>({ results, problems }: Ran, kind: K) {
  assert.deepEqual(
    problems.map(({ message }) => message),
    [],
  );
  return results.filter(
    (result): result is Extract<StatementResult, { kind: K }> => result.kind === kind,
  );
}

/** The one problem of a run: code, the text that it points at, message. */
export function problemOf({ problems }: Ran): {
  code: string;
  at: string;
  message: string;
  hints: readonly string[];
} {
  assert.equal(problems.length, 1);
  const [problem] = problems;
  assert.ok(problem);
  const { code, message, span, hints } = problem;
  const at = span.source.text.slice(span.start, span.end);
  return { code, at, message, hints: hints.map((hint) => hint.text) };
}

/** A network that learns the digits in a few epochs. */
export const quick = `data digits
net a = input 8x8x1 | conv3-16 bn | maxpool2 | conv3-32 bn | gap | fc-10 | softmax
`;
