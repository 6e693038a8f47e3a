/** Whether a head has the parts that its word needs, and no others. */
import type { HeadForm, Value } from "../language/syntax.js";
import type { Hint } from "../language/diagnostic.js";
import { cover, textOf } from "../language/source.js";
import type { Report } from "./finding.js";
import type { LayerKind } from "./layerKinds.js";
import { leaveOut, rewrite } from "./finding.js";

/** Gives C409 for a missing part, C411 for a missing or superfluous value. */
export function checkHead(form: HeadForm, kind: LayerKind, report: Report): boolean {
  return hasSizes(form, kind, report) && hasPositional(form, kind, report);
}

function hasSizes(form: HeadForm, kind: LayerKind, report: Report): boolean {
  const missing = kind.sizes.filter((size) => form[size] === null);
  if (missing.length === 0) return true;
  const words = missing.map((size) =>
    size === "kernel" ? "a kernel size" : form.word === "fc" ? "its units" : "its filters",
  );
  report({
    code: "C409",
    span: form.headSpan,
    message: `\`${form.word}\` needs ${words.join(" and ")}, as in \`${kind.form}\``,
    hints: [unitsApart(form) ?? rewrite(form.headSpan, kind.form)],
  });
  return false;
}

/** `fc 10` is `fc-10`. */
function unitsApart(form: HeadForm): Hint | null {
  const [value] = form.positional;
  if (form.word !== "fc" || value?.kind !== "number") return null;
  return rewrite(cover(form.headSpan, value.span), `fc-${value.text}`);
}

function hasPositional(
  form: HeadForm,
  { positional, form: example }: LayerKind,
  report: Report,
): boolean {
  const [first, second] = form.positional;
  if (!first && positional?.required) {
    const message = `\`${form.word}\` needs ${positional.what}`;
    report({
      code: "C411",
      span: form.headSpan,
      message,
      hints: [rewrite(form.headSpan, example)],
    });
    return false;
  }
  const extra = positional ? second : first;
  if (!extra) return true;
  const message = positional
    ? `\`${form.word}\` takes one value`
    : `\`${form.word}\` takes no value here`;
  report({
    code: "C411",
    span: extra.span,
    message,
    hints: [glued(form, extra) ?? leaveOut(extra.span, "leave it out")],
  });
  return false;
}

/** `maxpool 3` */
function glued({ word, headSpan }: HeadForm, extra: Value): Hint | null {
  const isBare = /^(max|avg|min)pool$/i.test(textOf(headSpan));
  if (!isBare || extra.kind !== "number") return null;
  return rewrite(cover(headSpan, extra.span), `${word}${extra.text}`);
}
