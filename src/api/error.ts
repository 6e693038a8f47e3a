/** Every error that the API throws for a reason of the user's: what is wrong, as text and as data. */
import { renderDiagnostics } from "../language/render.js";
import type { Diagnostic } from "../language/diagnostic.js";
import type { Location } from "../language/source.js";
import { diagnosticJson } from "../network/json.js";
import { isOwnFrame } from "../packageRoot.js";
import type { Problem } from "../problem/problem.js";
import { problemOf } from "../run/locate.js";

export interface ErrorDetail {
  /** Of the catalogues `C…` (the text) and `R…` (running). */
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  /** Ways out. */
  readonly hints: readonly string[];
  /** Where in the text; null where there is no text. */
  readonly source: Location | null;
}

/** `message` is for people: the text with carets under it, or the reason and the way out. */
export class ConvScriptError extends Error {
  override readonly name = "ConvScriptError";

  constructor(
    message: string,
    readonly diagnostics: readonly ErrorDetail[],
  ) {
    super(message);
    // Where the user called it, not what it called.
    const { stack = "" } = this;
    this.stack = stack
      .split("\n")
      .filter((line) => !isOwnFrame(line))
      .join("\n");
  }
}

export function textError(diagnostics: readonly Diagnostic[]): ConvScriptError {
  const text = renderDiagnostics(diagnostics, { color: false });
  return new ConvScriptError(`\n${text}`, diagnostics.map(diagnosticJson));
}

/** Runs work; a Problem becomes a ConvScriptError, our own bugs go on as they are. */
export async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw errorOf(error);
  }
}

export function errorOf(error: unknown): ConvScriptError {
  const problem = problemOf(error);
  const { code, message, hints } = problem;
  const detail: ErrorDetail = { code, severity: "error", message, hints, source: null };
  return new ConvScriptError(textOfProblem(problem), [detail]);
}

function textOfProblem({ code, message, table, hints }: Problem): string {
  const help = hints.map((hint) => `  = help: ${hint}`);
  return [`${code}: ${message}`, ...(table === null ? [] : [table]), ...help].join("\n");
}
