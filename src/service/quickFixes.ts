/** The rewrites that diagnostics offer, as edits. */
import type { CheckOptions } from "../network/check.js";
import type { Diagnostic, Edit } from "../language/diagnostic.js";
import type { Source } from "../language/source.js";
import { check } from "../network/check.js";

export interface QuickFix {
  readonly title: string;
  readonly edits: readonly Edit[];
  readonly diagnostic: Diagnostic;
}

/** Those of the diagnostics that touch the stretch from `start` to `end`. */
export function quickFixes(
  source: Source,
  { start, end }: { readonly start: number; readonly end: number },
  options: CheckOptions = {},
): readonly QuickFix[] {
  return check(source, options)
    .diagnostics.filter(
      ({ span }) => span.source === source && span.start <= end && start <= span.end,
    )
    .flatMap((diagnostic) =>
      diagnostic.hints.flatMap(({ text, edits }) =>
        edits ? [{ title: text, edits, diagnostic }] : [],
      ),
    );
}
