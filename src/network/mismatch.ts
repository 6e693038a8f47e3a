/** Branches that do not fit together, and the rewrite that makes them fit. */
import type { Hint } from "../language/diagnostic.js";
import type { Branch } from "./brackets.js";
import type { Draft, Item } from "./draft.js";
import type { Place } from "./elaboration.js";
import type { Shape } from "./network.js";
import { reportAt } from "./elaboration.js";
import { rewrite } from "./finding.js";
import { describeShape, formatShape } from "./wording.js";

/** Gives C202 for a sum, C203 for a join of channels: at each branch that differs from the first. */
export function reportMismatch(
  join: "concat" | "add",
  branches: readonly Branch[],
  place: Place,
): void {
  const [first, ...others] = branches;
  if (!first) return;
  for (const other of others) {
    const [a, b] = [first.flow.shape, other.flow.shape];
    if (fits(join, a, b)) continue;
    reportAt(place, {
      code: join === "add" ? "C202" : "C203",
      span: other.chain.span,
      message: join === "add" ? sumMessage(a, b) : joinMessage(a, b),
      label: `gives ${describeShape(b)}`,
      notes: [{ span: first.chain.span, text: `gives ${describeShape(a)}` }],
      hints: hintsFor(first, other),
    });
  }
}

function sumMessage(a: Shape, b: Shape): string {
  return `branches of a sum agree in shape: expected ${formatShape(a)}, received ${formatShape(b)}`;
}

function joinMessage(a: Shape, b: Shape): string {
  if (a.length !== b.length)
    return `branches joined by \`,\` are all maps or all vectors: expected ${describeShape(a)}, received ${describeShape(b)}`;
  return `branches joined by \`,\` agree in height and width: expected ${formatShape(a.slice(0, 2))}, received ${formatShape(b.slice(0, 2))}`;
}

/** What is not known fits. */
function fits(join: "concat" | "add", a: Shape, b: Shape): boolean {
  if (a.length === 0 || b.length === 0) return true;
  if (a.length !== b.length) return false;
  const compared = join === "add" ? a.length : a.length - 1;
  return a.slice(0, compared).every((n, i) => Number.isNaN(n) || Number.isNaN(b[i]) || n === b[i]);
}

function hintsFor(first: Branch, other: Branch): readonly Hint[] {
  const [a, b] = [first.flow.shape, other.flow.shape];
  const rewrites = [
    keptSize(a, b, other),
    otherStride(a, b, other),
    otherChannels(a, b, other),
    projection(other),
  ];
  const found = rewrites.filter((hint) => hint !== null);
  if (found.length > 0) return found.slice(0, 2);
  return [{ text: "give the branches the same strides and paddings" }];
}

/** `maxpool3/1` without padding beside convolutions that keep the size. */
function keptSize(a: Shape, b: Shape, { items }: Branch): Hint | null {
  if (a.length !== 3 || b.length !== 3 || (a[0] === b[0] && a[1] === b[1])) return null;
  const pool = lastLayers(items).find(({ operation, form }) => {
    const plain = "strides" in operation && Math.max(...operation.strides) === 1;
    return (
      plain &&
      form?.options.every((option) => option.key.text !== "pad") &&
      operation.kind.endsWith("pool")
    );
  });
  if (!pool?.form || !("kernelSize" in pool.operation)) return null;
  const [k, width] = pool.operation.kernelSize;
  const missing = (a[0] ?? NaN) - (b[0] ?? NaN);
  if (k !== width || k % 2 === 0 || missing !== k - 1) return null;
  const end = { ...pool.form.headSpan, start: pool.form.headSpan.end };
  const written = pool.form.headSpan.source.text.slice(
    pool.form.headSpan.start,
    pool.form.headSpan.end,
  );
  return rewrite(
    end,
    ` pad=${(k - 1) / 2}`,
    `write \`${written} pad=${(k - 1) / 2}\` to keep the size`,
  );
}

/** `conv3-128/2` beside branches that keep the size: the stride goes, or is added where it is missing. */
function otherStride(
  [height = NaN, width]: Shape,
  [rows = NaN, columns]: Shape,
  { items }: Branch,
): Hint | null {
  const square = height === width && rows === columns;
  const draft = lastLayers(items).find(({ operation }) => operation.kind === "conv");
  if (!square || !draft?.form || draft.operation.kind !== "conv") return null;
  const { headSpan, count, stride } = draft.form;
  const text = headSpan.source.text;
  const [step] = draft.operation.strides;
  if (count && stride && Math.ceil(height / step) === rows)
    return rewrite(
      { ...headSpan, start: count.span.end },
      "",
      `write \`${text.slice(headSpan.start, count.span.end)}\``,
    );
  const ratio = Math.round(rows / height);
  const end = { ...headSpan, start: headSpan.end };
  if (stride || ratio < 2 || Math.ceil(rows / ratio) !== height) return null;
  return rewrite(
    end,
    `/${ratio}`,
    `write \`${text.slice(headSpan.start, headSpan.end)}/${ratio}\``,
  );
}

/** The last convolution's filters. */
function otherChannels(a: Shape, b: Shape, { items }: Branch): Hint | null {
  const same = a.slice(0, -1).every((n, i) => n === b[i]);
  const wanted = a.at(-1);
  if (!same || wanted === b.at(-1) || wanted === undefined || Number.isNaN(wanted)) return null;
  const layer = lastLayers(items).find((draft) => draft.form?.count?.kind === "number");
  if (!layer?.form?.count) return null;
  const { headSpan, count } = layer.form;
  const text = headSpan.source.text;
  const written = `${text.slice(headSpan.start, count.span.start)}${wanted}${text.slice(count.span.end, headSpan.end)}`;
  return rewrite(count.span, String(wanted), `write \`${written}\``);
}

/** `id` beside a branch that changes the shape: ResNet's shortcut fits itself. */
function projection({ chain, flow }: Branch): Hint | null {
  const [only, second] = chain.stages;
  if (only?.form.kind !== "head" || only.form.word !== "id" || second) return null;
  if (flow.shape.length !== 3) return null;
  return rewrite(
    only.span,
    "shortcut",
    "write `shortcut`, which becomes a projection where the shapes differ",
  );
}

function lastLayers(items: readonly Item[]): Draft[] {
  return items.flatMap((item) => (item.kind === "layer" ? [item.draft] : [])).reverse();
}
