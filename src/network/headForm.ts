/** Whether a head has the parts that its word needs, and no others. */
import type { HeadForm, Quantity } from "../language/syntax.js";
import type { Report } from "./finding.js";
import type { LayerKind } from "./layerKinds.js";
import { rewrite } from "./finding.js";

/** Gives C409 for a missing part, C411 for a missing or superfluous value. */
export function checkHead(form: HeadForm, kind: LayerKind, report: Report): boolean {
  return (
    hasSizes(form, kind, report) && hasPositional(form, kind, report) && hasPlainSizes(form, report)
  );
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
    hints: [rewrite(form.headSpan, kind.form)],
  });
  return false;
}

function hasPositional(form: HeadForm, { positional }: LayerKind, report: Report): boolean {
  const [first, second] = form.positional;
  if (!first && positional?.required) {
    const message = `\`${form.word}\` needs ${positional.what}`;
    report({ code: "C411", span: form.headSpan, message });
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
    hints: [rewrite(extra.span, "", "leave it out")],
  });
  return false;
}

/** Kernels and strides are one number or two. */
function hasPlainSizes(form: HeadForm, report: Report): boolean {
  const tooMany = (sizes: readonly Quantity[] | null) => (sizes?.length ?? 0) > 2;
  if (!tooMany(form.kernel) && !tooMany(form.stride)) return true;
  const message = "a kernel or a stride is one number or height x width";
  report({
    code: "C409",
    span: form.headSpan,
    message,
    hints: [{ text: "write `conv3x5-64/2x1`" }],
  });
  return false;
}
