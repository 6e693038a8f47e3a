/** Chains and stages: groups and repeats are expanded here, heads are read, the rest is handed on. */
import type { Chain, HeadForm, Name, Stage } from "../language/syntax.js";
import type { Flow, Place } from "./elaboration.js";
import { closest } from "../language/spelling.js";
import { headWords } from "../language/words.js";
import { elaborateAux } from "./aux.js";
import { elaborateBracket } from "./brackets.js";
import { elaborateCall } from "./calls.js";
import { environmentAt, isEnded, placeInChain, reportAt, reporter } from "./elaboration.js";
import { evaluate } from "./evaluate.js";
import { leaveOut, rewrite, wholeHead } from "./finding.js";
import { checkHead } from "./headForm.js";
import { plainFinish } from "./headContext.js";
import { layerKind } from "./layerKinds.js";
import { naming } from "./naming.js";
import { selectOptions } from "./stageOptions.js";
import { describeShape, didYouMean } from "./wording.js";
import { sizeOf } from "./variables.js";

export function elaborateChain(chain: Chain, flow: Flow, place: Place): Flow {
  return elaborateStages(chain.stages, flow, place);
}

export function elaborateStages(stages: readonly Stage[], flow: Flow, place: Place): Flow {
  let at = flow;
  for (const stage of stages) if (!isEnded(place)) at = elaborateStage(stage, at, place);
  return at;
}

/** Expands `xN`. */
function elaborateStage(stage: Stage, flow: Flow, place: Place): Flow {
  const count = repeatCount(stage, flow, place);
  const rounds = place.expand ? count : 1;
  let at = flow;
  for (let round = 1; round <= rounds && !isEnded(place); round++) {
    const alias = aliasFor(stage, round);
    at = elaborateOnce(stage, at, place, alias);
  }
  return at;
}

/** `as n` with `xN` gives n_1 … n_N. */
function aliasFor({ alias, repeat }: Stage, round: number): Name | null {
  return alias && repeat ? { text: `${alias.text}_${round}`, span: alias.span } : alias;
}

/** Gives C308; an unknown count is taken once. */
function repeatCount({ repeat }: Stage, flow: Flow, place: Place): number {
  if (!repeat) return 1;
  const count = evaluate(repeat.count, environmentAt(flow, place), reporter(place));
  if (Number.isNaN(count)) return 1;
  if (count >= 1) return count;
  reportAt(place, {
    code: "C308",
    span: repeat.span,
    message: `a repeat is at least x1, received x${count}`,
    hints: [rewrite(repeat.span, "x1"), { text: "or leave the stage out" }],
  });
  return 1;
}

function elaborateOnce(stage: Stage, flow: Flow, place: Place, alias: Name | null): Flow {
  const { form } = stage;
  switch (form.kind) {
    case "head":
      return elaborateHead(form, stage, flow, place, alias);
    case "group":
      return elaborateChain(
        form.chain,
        flow,
        alias ? { ...place, names: naming(`${place.names.prefix}${alias.text}/`, false) } : place,
      );
    case "bracket":
      return elaborateBracket(form, stage, flow, place, alias);
    case "call":
      return elaborateCall(form, stage, flow, place, alias);
    case "aux":
      return elaborateAux(form, flow, place, alias);
    case "error":
      return { ...flow, shape: [] };
  }
}

function elaborateHead(
  form: HeadForm,
  stage: Stage,
  flow: Flow,
  place: Place,
  alias: Name | null,
): Flow {
  const report = reporter(place);
  const { word } = form;
  if (word === "shortcut") return reportLoneShortcut(form, flow, place);
  if (word === "input" && flow.layer >= 0) return reportSecondInput(form, flow, place);
  const kind = layerKind(word);
  if (!kind) return reportUnknownHead(form, flow, place);
  if (!checkHead(form, kind, report))
    return { ...flow, shape: kind.needs === "map" ? [NaN, NaN, NaN] : [] };
  const input = fittingInput(form, kind.needs, flow, place);
  const options = selectOptions(form.options, kind.options, `\`${word}\``, report);
  const env = environmentAt(flow, place);
  const reading = kind.read({ form, input, from: flow.span, env, options, report });
  const inputs = flow.layer < 0 ? [] : [flow];
  return placeInChain(place, {
    operation: reading.operation,
    outputShape: reading.outputShape,
    finish: reading.finish ?? plainFinish,
    inputs,
    span: stage.span,
    headSpan: form.headSpan,
    alias,
    form,
  });
}

/** A vector where a map is needed gives C204 and is taken for an unknown map. */
function fittingInput(form: HeadForm, needs: "map" | "any", flow: Flow, place: Place) {
  if (needs === "any" || flow.shape.length === 3) return flow.shape;
  if (flow.shape.length === 0) return [NaN, NaN, NaN];
  const flattened = flow.field.flattened;
  const before = sizeOf(flattened) > 1 ? "; move the stage before `flatten`" : "";
  const dense =
    form.word === "conv" && form.count?.kind === "number" ? `fc-${form.count.text}` : null;
  reportAt(place, {
    code: "C204",
    span: form.headSpan,
    message: `${writtenHead(form)} needs a map (height x width x channels)`,
    label: "received it here",
    notes: [{ span: flow.span, text: `gives ${describeShape(flow.shape)}` }],
    hints: [
      dense
        ? rewrite(
            form.headSpan,
            dense,
            `move \`${writtenHead({ headSpan: flow.span })}\` after the last convolution, or write \`${dense}\``,
          )
        : { text: `put ${form.word} where there is still a map${before}` },
    ],
  });
  return [NaN, NaN, NaN];
}

function writtenHead({ headSpan: { source, start, end } }: Pick<HeadForm, "headSpan">): string {
  const text = source.text.slice(start, end);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function reportUnknownHead(form: HeadForm, flow: Flow, place: Place): Flow {
  const near = closest(form.word, headWords);
  const start = form.headSpan.start;
  const word = { ...form.headSpan, end: start + form.word.length };
  reportAt(place, {
    code: "C301",
    span: form.headSpan,
    message: `there is no layer \`${form.word}\`${didYouMean(near)}`,
    hints: near
      ? [rewrite(word, near)]
      : [{ text: "layers are written like `conv3-64`, `maxpool2`, `fc-10`" }],
  });
  return { ...flow, shape: [] };
}

function reportLoneShortcut(form: HeadForm, flow: Flow, place: Place): Flow {
  reportAt(place, {
    code: "C310",
    span: form.headSpan,
    message: "`shortcut` stands alone in a branch of a sum, beside at least one other branch",
    hints: [{ text: "write `[conv3-64 | conv3-64 + shortcut]`" }],
  });
  return flow;
}

function reportSecondInput(form: HeadForm, flow: Flow, place: Place): Flow {
  reportAt(place, {
    code: "C307",
    span: form.headSpan,
    message: "`input` is the first stage of a network, and only that",
    hints: [leaveOut(wholeHead(form), "leave it out: what comes in here is known")],
  });
  return flow;
}
