/**
 * `shortcut`: the identity where the shapes agree, else ResNet's projection (He 2016, option B) or, with `zeropad`, a
 * subsampled identity with zero channels appended (option A).
 */
import type { Chain, HeadForm } from "../language/syntax.js";
import type { Branch } from "./brackets.js";
import type { Draft, Item } from "./draft.js";
import type { Flow, Place } from "./elaboration.js";
import type { BatchNorm, Operation, Pair, Shape } from "./network.js";
import type { Hint } from "../language/diagnostic.js";
import { leaveOut } from "./finding.js";
import { placeInChain, reportAt, reporter } from "./elaboration.js";
import { plainFinish } from "./headContext.js";
import { selectOptions } from "./stageOptions.js";
import { noPadding } from "./window.js";
import { describeShape, formatShape } from "./wording.js";

export function isShortcut({ stages }: Chain): boolean {
  const [only] = stages;
  return (
    stages.length === 1 &&
    only?.form.kind === "head" &&
    only.form.word === "shortcut" &&
    !only.repeat
  );
}

/** `other` is the first branch that is not a shortcut; its shape is the sum's. Gives C207 and C310. */
export function elaborateShortcut(
  chain: Chain,
  flow: Flow,
  other: Branch | null,
  place: Place,
): Flow {
  const stage = chain.stages[0];
  if (stage?.form.kind !== "head") return flow;
  const { form } = stage;
  const options = selectOptions(form.options, ["zeropad"], "`shortcut`", reporter(place));
  if (!other) return reportAlone(form, flow, place);
  const target = other.flow.shape;
  const layer = {
    inputs: [flow],
    span: stage.span,
    headSpan: form.headSpan,
    alias: stage.alias,
  };
  if (!isKnown(target) || !isKnown(flow.shape)) return { ...flow, shape: target };
  if (sameShape(flow.shape, target))
    return placeInChain(place, { ...layer, operation: { kind: "id" }, outputShape: target });
  const strides = stridesOf(flow, other.flow);
  if (!fits(flow.shape, target, strides)) return reportMisfit(form, flow, other, place);
  if (options.has("zeropad")) return zeroPadded(form, flow, target, strides, layer, place);
  return placeInChain(place, { ...layer, ...projectionOf(target, strides, other) });
}

function projectionOf(target: Shape, strides: Pair, other: Branch) {
  const batchNorm = endingNorm(other.items);
  return {
    operation: {
      kind: "conv" as const,
      kernelSize: [1, 1] as Pair,
      strides,
      padding: noPadding,
      dilation: [1, 1] as Pair,
      mode: { kind: "constant" as const, value: 0 },
      filters: target[2] ?? NaN,
      groups: 1,
      maps: null,
      bias: batchNorm === null && lastConvHasBias(other.items),
      initializer: { name: "glorot" as const, value: 0 },
      l2: 0,
    },
    outputShape: target,
    finish: { ...plainFinish, batchNorm, activationWritten: true },
  };
}

type LayerPlace = Pick<
  Parameters<typeof placeInChain>[1],
  "inputs" | "span" | "headSpan" | "alias"
>;

/** Gives C208. */
function zeroPadded(
  form: HeadForm,
  flow: Flow,
  target: Shape,
  strides: Pair,
  layer: LayerPlace,
  place: Place,
): Flow {
  if ((flow.shape[2] ?? 0) > (target[2] ?? 0)) {
    reportAt(place, {
      code: "C208",
      span: form.headSpan,
      message: `zero padding only adds channels: received ${formatShape(flow.shape)} for a sum of ${formatShape(target)}`,
      hints: form.options.map((option) =>
        leaveOut(option.span, "leave `zeropad` out for a projection"),
      ),
    });
  }
  return placeInChain(place, {
    ...layer,
    operation: { kind: "zeropad", strides },
    outputShape: target,
  });
}

/** The branch's total stride; it has a bn of its own eps when the branch ends in one. */
function stridesOf(from: Flow, to: Flow): Pair {
  return [to.field.jump[0] / from.field.jump[0], to.field.jump[1] / from.field.jump[1]];
}

function endingNorm(items: readonly Item[]): BatchNorm | null {
  const draft = lastDraft(items);
  if (draft?.operation.kind === "bn")
    return { epsilon: draft.operation.epsilon, momentum: draft.operation.momentum };
  return draft?.batchNorm ?? null;
}

function lastDraft(items: readonly Item[]): Draft | null {
  const last = items.findLast((item) => item.kind !== "aux");
  return last?.kind === "layer" ? last.draft : null;
}

function lastConvHasBias(items: readonly Item[]): boolean {
  const last = operationsOf(items).findLast((operation) => convolutions.has(operation.kind));
  return last !== undefined && "initializer" in last && last.bias;
}

const convolutions: ReadonlySet<string> = new Set(["conv", "dwconv", "deconv"]);

/** In the order of the text, those inside brackets too. */
function operationsOf(items: readonly Item[]): readonly Operation[] {
  return items.flatMap((item) => {
    if (item.kind === "layer") return [item.draft.operation];
    return item.kind === "bracket" ? item.branches.flatMap(operationsOf) : [];
  });
}

function isKnown(shape: Shape): boolean {
  return shape.length > 0 && !shape.some(Number.isNaN);
}

function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((n, i) => n === b[i]);
}

function fits(from: Shape, to: Shape, strides: Pair): boolean {
  const axis = (i: 0 | 1) => Math.floor(((from[i] ?? NaN) - 1) / strides[i]) + 1 === to[i];
  const whole = strides.every((s) => Number.isInteger(s) && s >= 1);
  return from.length === 3 && to.length === 3 && whole && axis(0) && axis(1);
}

function reportAlone(form: HeadForm, flow: Flow, place: Place): Flow {
  reportAt(place, {
    code: "C310",
    span: form.headSpan,
    message: "`shortcut` needs another branch beside it, whose shape it follows",
    hints: [{ text: "write `[conv3-64 | conv3-64 + shortcut]`" }],
  });
  return flow;
}

/** A stride alone changes a branch's size where its layers keep their own padding. */
function defaultPadding(items: readonly Item[]): Hint {
  const written = items.flatMap((item) =>
    item.kind === "layer" ? (item.draft.form?.options ?? []) : [],
  );
  const pad = written.find((option) => option.key.text === "pad");
  const text = "let the other branch change height and width by its strides alone";
  return pad ? leaveOut(pad.span, `${text}: leave \`pad=\` out`) : { text };
}

function reportMisfit(form: HeadForm, flow: Flow, other: Branch, place: Place): Flow {
  const [a, b] = [flow.shape, other.flow.shape];
  const strides = stridesOf(flow, other.flow);
  const reason =
    a.length === 3 && b.length === 3 ? ` by a 1x1 convolution of stride ${strides.join("x")}` : "";
  reportAt(place, {
    code: "C207",
    span: form.headSpan,
    message: `no shortcut leads from ${describeShape(a)} to ${describeShape(b)}${reason}`,
    notes: [{ span: other.chain.span, text: `gives ${describeShape(b)}` }],
    hints: [defaultPadding(other.items)],
  });
  return { ...flow, shape: b };
}
