/** C219: layers of a network used as a stage whose weights do not fit the size that comes in, so that they are not copied. */
import type { CallForm, Stage } from "../language/syntax.js";
import type { Draft } from "./draft.js";
import type { Finding } from "./finding.js";
import { rewrite } from "./finding.js";
import type { Layer, Network, Shape } from "./network.js";
import { variablesOf } from "./variables.js";
import { formatShape, plural } from "./wording.js";

/** Null where all of them are copied. */
export function beginsAnew(
  drafts: readonly Draft[],
  network: Network,
  form: CallForm,
  stage: Stage,
): Finding | null {
  const originals = new Map(network.layers.map((layer) => [layer.name, layer]));
  const changed = drafts.flatMap((draft) => {
    const original = originals.get(draft.copiedFrom?.layer ?? "");
    const shapes = original && otherShapes(original, draft);
    return shapes ? [{ layer: original.name, draft, shapes }] : [];
  });
  const [first] = changed;
  if (!first) return null;
  const { layer, draft, shapes } = first;
  const [there, here] = shapes.map(formatShape);
  const others = changed.length > 1 ? ` and ${plural(changed.length - 1, "other layer")}` : "";
  const begin = changed.length > 1 ? "begin" : "begins";
  const before = drafts[drafts.indexOf(draft) - 1]?.copiedFrom?.layer;
  const whole = formatShape(network.layers[0]?.outputShape ?? []);
  const end = { ...stage.span, start: form.name.span.end, end: form.name.span.end };
  const isFree = form.options.length === 0 && before !== undefined && /^\w+$/.test(before);
  return {
    code: "C219",
    severity: "warning",
    span: stage.span,
    message: `\`${layer}\`${others} of \`${network.name}\` ${begin} anew: its weights are ${there ?? ""} there and ${here ?? ""} here`,
    hints: [
      ...(isFree ? [rewrite(end, ` upto=${before}`, `end it before with \`upto=${before}\``)] : []),
      { text: `weights are copied as they are where ${whole} comes in` },
    ],
  };
}

/** Of the weights in the other network and here, where they differ; null also where they are not known. */
function otherShapes(original: Layer, draft: Draft): readonly [Shape, Shape] | null {
  if (original.inputShape.join() === draft.inputShape.join()) return null;
  const here = variablesOf(draft);
  const pairs = variablesOf(original).map(({ role, shape }) => {
    return [shape, here.find((one) => one.role === role)?.shape ?? []] as const;
  });
  const other = pairs.find(([there, now]) => there.join() !== now.join());
  return other && !other.flat().some(Number.isNaN) && other[1].length > 0 ? other : null;
}
