/** Diagnostics on a terminal. */
import type { Diagnostic } from "../language/diagnostic.js";
import type { Io } from "./command.js";
import { renderDiagnostic } from "../language/render.js";

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}

/** A file that could not be read has no text to point at. */
export function diagnosticText(diagnostic: Diagnostic, { color }: Pick<Io, "color">): string {
  const text = renderDiagnostic(diagnostic, { color, file: true });
  return diagnostic.span.source.text === "" ? (text.split("\n")[0] ?? text) : text;
}

/** All of them, a blank line after each. */
export function diagnosticsText(diagnostics: readonly Diagnostic[], io: Pick<Io, "color">): string {
  return diagnostics.map((one) => `${diagnosticText(one, io)}\n\n`).join("");
}
