/** What conv, dwconv, deconv and fc share: bias, batch normalisation and activation written on the layer. */
import type { Option } from "../../language/syntax.js";
import type { ActivationWord } from "../../language/words.js";
import type { Finish, HeadContext } from "../headContext.js";
import type { Activation, BatchNorm, Dense, Initializer } from "../network.js";
import { activationWords } from "../../language/words.js";
import { numberOption, realNumber, wordValue } from "../headContext.js";
import { leaveOut, rewrite } from "../finding.js";
import { initializerWords } from "../stageOptions.js";

export const unitOptions = [
  "bias",
  "nobias",
  "bn",
  "eps",
  "momentum",
  "init",
  "l2",
  ...activationWords,
] as const;

export interface Unit {
  readonly weighted: Pick<Dense, "bias" | "initializer" | "l2">;
  readonly finish: Finish;
}

export function readUnit(context: HeadContext): Unit {
  const { options } = context;
  const batchNorm = options.has("bn") ? readBatchNorm(context) : null;
  if (!batchNorm) refuseWithout(context, ["eps", "momentum"], "bn");
  const bias = readBias(context, batchNorm === null);
  const initializer = readInitializer(context);
  const l2 = numberOption(context, "l2", 0, { min: 0 });
  const { activation, activationWritten } = writtenActivation(context);
  const initializerWritten = options.has("init");
  return {
    weighted: { bias, initializer, l2 },
    finish: { batchNorm, activation, activationWritten, initializerWritten },
  };
}

export function readBatchNorm(context: HeadContext): BatchNorm {
  return {
    epsilon: numberOption(context, "eps", 1e-5, { min: 0 }),
    momentum: numberOption(context, "momentum", 0.9, { min: 0, max: 1 }),
  };
}

function readBias({ options, report }: HeadContext, fallback: boolean): boolean {
  const nobias = options.get("nobias");
  if (nobias && options.has("bias")) {
    report({
      code: "C408",
      span: nobias.span,
      message: "`bias` and `nobias` cannot both hold",
      hints: [leaveOut(nobias.span, "leave `nobias` out")],
    });
  }
  if (options.has("bias")) return true;
  return nobias ? false : fallback;
}

/** Options that mean something only beside another. Gives C408. */
export function refuseWithout(
  { options, report }: HeadContext,
  names: readonly string[],
  needed: string,
): void {
  for (const name of names) {
    const option = options.get(name);
    if (!option) continue;
    const end = { ...option.span, end: option.span.start };
    report({
      code: "C408",
      span: option.span,
      message: `\`${name}\` belongs to \`${needed}\`, which is not here`,
      hints: [rewrite(end, `${needed} `, `write \`${needed}\` before it`)],
    });
  }
}

function readInitializer({ form, options, report, env }: HeadContext): Initializer {
  const fallback: Initializer = { name: "glorot", value: 0 };
  const value = options.get("init")?.value;
  if (!value) return fallback;
  const name = wordValue(value, initializerWords, "`init`", report);
  if (!name) return fallback;
  if (name === "bilinear" && form.word === "fc") {
    const message = "`init=bilinear` interpolates within a window; `fc` has none";
    const hints = [rewrite(value.span, "he"), rewrite(value.span, "glorot")];
    report({ code: "C407", span: value.span, message, hints });
    return fallback;
  }
  const wanted = { normal: 0.05, truncated: 0.05, uniform: 0.05, constant: 0 } as Readonly<
    Record<string, number>
  >;
  const given = value.kind === "function" ? value.arguments : [];
  const most = name in wanted ? 1 : 0;
  const extra = given[most];
  if (extra) {
    const takes = most === 0 ? "no value" : "one value, as in `normal(0.01)`";
    const hints = [rewrite(value.span, most === 0 ? name : `${name}(0.01)`)];
    report({ code: "C405", span: extra.span, message: `\`${name}\` takes ${takes}`, hints });
  }
  const first = most === 1 ? given[0] : undefined;
  return {
    name,
    value: first ? realNumber(first, { env, report }, `\`${name}\``) : (wanted[name] ?? 0),
  };
}

/** Activation flags; `linear` is an activation that was written and is none. Gives C408. */
export function writtenActivation(
  context: HeadContext,
): Pick<Finish, "activation" | "activationWritten"> {
  const [first, second] = [...context.options.keys()].filter(isActivation);
  if (!first) return { activation: null, activationWritten: false };
  if (second) reportSecondActivation(context, first, context.options.get(second));
  const value = context.options.get(first)?.value;
  const alpha = value ? realNumber(value, context, `\`${first}\``, { min: 0 }) : undefined;
  return { activation: activationOf(first, alpha), activationWritten: true };
}

function isActivation(word: string): word is ActivationWord {
  return activationWords.some((activation) => activation === word);
}

function reportSecondActivation(
  context: HeadContext,
  first: string,
  second: Option | undefined,
): void {
  if (!second) return;
  context.report({
    code: "C408",
    span: second.span,
    message: `\`${first}\` and \`${second.key.text}\` cannot both be this layer's activation`,
    hints: [rewrite(second.span, `| ${second.key.text}`, "write the second as a stage of its own")],
  });
}

const defaultAlpha: Readonly<Partial<Record<ActivationWord, number>>> = { leakyrelu: 0.01, elu: 1 };

/** null for `linear`. */
export function activationOf(name: ActivationWord, alpha?: number): Activation | null {
  return name === "linear" ? null : { name, alpha: alpha ?? defaultAlpha[name] ?? 0 };
}
