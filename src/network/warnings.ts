/** What is allowed and probably not meant: C214 and C216 to C218. */
import type { NetStatement } from "../language/syntax.js";
import type { Draft, Item } from "./draft.js";
import type { Finding } from "./finding.js";
import { leaveOut, rewrite } from "./finding.js";
import { formatShape } from "./wording.js";

export function warnings(
  items: readonly Item[],
  statement: NetStatement,
  output: Draft | null,
): readonly Finding[] {
  return [...inChain(items, true), ...endsInMap(statement, output)].map((finding) => ({
    ...finding,
    severity: "warning" as const,
  }));
}

function inChain(items: readonly Item[], mayEnd: boolean): Finding[] {
  const chain = items.filter((item) => item.kind !== "aux");
  return [
    ...chain.flatMap((item, index) =>
      item.kind === "layer" ? ofLayer(item.draft, chain[index + 1], chain[index - 1], mayEnd) : [],
    ),
    ...items.flatMap((item) => {
      if (item.kind === "aux") return inChain(item.items, true);
      return item.kind === "bracket"
        ? item.branches.flatMap((branch) => inChain(branch, false))
        : [];
    }),
  ];
}

/** Layers of another network were warned of where they are written, but for its end, which may be the middle here. */
function ofLayer(
  draft: Draft,
  next: Item | undefined,
  before: Item | undefined,
  mayEnd: boolean,
): Finding[] {
  if (draft.copiedFrom)
    return [networkSoftmax(draft, next, before)].filter((finding) => finding !== null);
  const following = next?.kind === "layer" ? next.draft : null;
  return [
    softmaxInside(draft, next !== undefined || !mayEnd),
    twoActivations(draft, following),
    biasBeforeNorm(draft, following),
  ].filter((finding) => finding !== null);
}

const softmaxMessage =
  "`softmax` in the middle of a network: what follows sees shares that add up to 1";

function isSoftmax({ operation, activation }: Draft): boolean {
  return (operation.kind === "activation" ? operation.activation : activation)?.name === "softmax";
}

function softmaxInside(draft: Draft, inside: boolean): Finding | null {
  if (!isSoftmax(draft) || !inside) return null;
  const flag = draft.form?.options.find((option) => option.key.text === "softmax");
  return {
    code: "C216",
    span: flag?.span ?? draft.span,
    message: softmaxMessage,
    hints: [leaveOut(flag?.span ?? draft.span, "leave it out here, and end the network with it")],
  };
}

/** `vggD | fc-10`: the likeliest slip of transfer learning. */
function networkSoftmax(
  draft: Draft,
  next: Item | undefined,
  before: Item | undefined,
): Finding | null {
  const use = draft.trail.at(-1);
  const goesOn = next !== undefined && !(next.kind === "layer" && next.draft.copiedFrom);
  if (!isSoftmax(draft) || !goesOn || !use || !draft.copiedFrom) return null;
  const last = before?.kind === "layer" ? before.draft.copiedFrom?.layer : undefined;
  const end = { ...use, start: use.end };
  return {
    code: "C216",
    span: use,
    message: softmaxMessage,
    notes: [{ span: draft.span, text: `the end of \`${draft.copiedFrom.network}\`` }],
    hints: [
      last && /^\w+$/.test(last)
        ? rewrite(end, ` upto=${last}`, `end it before: write \`upto=${last}\` after it`)
        : { text: "end it before its softmax with `upto=`" },
    ],
  };
}

function twoActivations(draft: Draft, following: Draft | null): Finding | null {
  const second = following?.operation.kind === "activation" ? following : null;
  const isStage =
    draft.operation.kind === "activation" && draft.operation.activation.name !== "linear";
  const isFlag = draft.activationWritten && draft.activation !== null;
  if (!second || !(isStage || isFlag)) return null;
  return {
    code: "C217",
    span: second.span,
    message: "two activations in a row",
    notes: [{ span: draft.span, text: "the first" }],
    hints: [leaveOut(second.span, "leave the second out")],
  };
}

function biasBeforeNorm(draft: Draft, following: Draft | null): Finding | null {
  const { operation, form, batchNorm, activation } = draft;
  const bends = activation !== null && activation.name !== "linear";
  const written = form?.options.some((option) => option.key.text === "bias") ?? true;
  const hasBias = "bias" in operation && operation.kind !== "lrn" && operation.bias;
  if (following?.operation.kind !== "bn" || !hasBias || written || batchNorm || bends || !form)
    return null;
  const end = { ...form.headSpan, start: form.headSpan.end };
  return {
    code: "C218",
    span: form.headSpan,
    message: "the bias does nothing before `bn`, which subtracts it again",
    notes: [{ span: following.span, text: "normalised here" }],
    hints: [
      rewrite(end, " nobias", "write `nobias` after it, or `bn` on the layer itself"),
      rewrite(end, " bias", "write `bias` to say that it is meant"),
    ],
  };
}

/**
 * `| softmax` at the end says that a decision for each place is meant; a piece of another network is one on purpose. Whether
 * this one is looked at or used as a piece itself is known at the end of the text (`check.ts`).
 */
function endsInMap(statement: NetStatement, output: Draft | null): Finding[] {
  if (!output || output.outputShape.length !== 3 || output.operation.kind === "activation")
    return [];
  if (output.copiedFrom) return [];
  if (output.outputShape.some(Number.isNaN)) return [];
  const last = statement.body.stages.at(-1);
  const end = { ...statement.body.span, start: statement.body.span.end };
  return [
    {
      code: "C214",
      span: last?.form.kind === "head" ? last.form.headSpan : (last?.span ?? output.span),
      message: `the network ends in a map of ${formatShape(output.outputShape)}`,
      hints: [
        rewrite(
          end,
          " | gap | fc-10 | softmax",
          "a classifier goes on with `| gap | fc-10 | softmax`",
        ),
        rewrite(end, " | softmax", "`| softmax` decides for each place of the map"),
      ],
    },
  ];
}
