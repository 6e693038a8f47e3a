/**
 * `convscript run FILE --out report.html`: what a run shows, as a page too. In: events, passed on to the display that people see.
 * Out: the file, all of it or nothing, also where the run ended with an error.
 */
import { accessSync, constants, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Diagnostic } from "../language/diagnostic.js";
import { renderDiagnostic, renderDiagnostics } from "../language/render.js";
import { systemReason } from "../problem/problem.js";
import type { RunEvent } from "../run/events.js";
import { reportHtml, type ReportSection } from "../display/report.js";
import { resultFigures } from "../display/results.js";
import { replaceFile } from "./replaceFile.js";
import type { Display } from "./runDisplay.js";

/** Why a report cannot be written there; null where it can. Asked before the run: a training must not be lost to a typing error. */
export function reportProblem(path: string): string | null {
  try {
    accessSync(dirname(path), constants.W_OK);
    const found = statSync(path, { throwIfNoEntry: false });
    return found && !found.isFile() ? `"${path}" is not a file` : null;
  } catch (error) {
    return `"${path}" cannot be written: ${systemReason(error)}`;
  }
}

export interface Reporting {
  readonly display: Display;
  /** Null, or why it could not be written. */
  write(path: string): string | null;
}

const plain = { color: false, file: true };

export function reporting(display: Display, source: { file: string; text: string }): Reporting {
  const sections: ReportSection[] = [{ kind: "source", name: source.file, text: source.text }];
  const told: Display = {
    show(event) {
      display.show(event);
      sections.push(...sectionsOf(event));
    },
    refuse(diagnostics: readonly Diagnostic[]) {
      display.refuse(diagnostics);
      sections.push({ kind: "error", text: renderDiagnostics(diagnostics, plain) });
    },
    note: (text) => display.note(text),
  };
  const write = (path: string) => {
    try {
      replaceFile(path, reportHtml({ title: basename(source.file), sections }));
      return null;
    } catch (error) {
      return `"${path}" cannot be written: ${systemReason(error)}`;
    }
  };
  return { display: told, write };
}

function sectionsOf(event: RunEvent): readonly ReportSection[] {
  if (event.kind === "result") {
    return [{ kind: "figures", figures: resultFigures(event.result, { drawnLive: false }) }];
  }
  if (event.kind !== "problem") return [];
  const { table } = event.problem;
  const text = renderDiagnostic(event.problem, plain) + (table === null ? "" : `\n\n${table}`);
  return [{ kind: "error", text }];
}
