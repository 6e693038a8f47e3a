/** A problem of running, at its place in the text: the operand or option that it is about, else the whole statement. */
import { EngineError } from "../engine/engineError.js";
import type { Span } from "../language/source.js";
import { Problem } from "../problem/problem.js";
import type { LocatedProblem } from "./events.js";

/** What a place is looked for in: a checked command, or a statement with nothing but its span. */
export interface Located {
  readonly span: Span;
  readonly operands?: Readonly<Record<string, readonly { readonly span: Span }[]>>;
  readonly options?: Readonly<Record<string, { readonly span: Span }>>;
}

export function locateProblem(problem: Problem, statement: Located): LocatedProblem {
  const { code, message, table, hints, about, notes } = problem;
  const place = about === null ? undefined : placeOf(about, statement);
  return {
    code,
    severity: "error",
    message,
    table,
    notes,
    hints: hints.map((text) => ({ text })),
    span: place ?? statement.span,
  };
}

function placeOf(about: string, { operands, options }: Located): Span | undefined {
  return operands?.[about]?.[0]?.span ?? options?.[about]?.span;
}

/** What may stop a statement, as a Problem; our own bugs go on upwards. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof EngineError) return new Problem("R303", error.message);
  throw error;
}
