/** Names in commands: networks, data sets, layers. Gives C319, C502, C503 and C505. */
import type { Value } from "../../language/syntax.js";
import type { Span } from "../../language/source.js";
import type { Report } from "../finding.js";
import type { Definition, Scope } from "../scope.js";
import type { CheckedCommand } from "./command.js";
import { closest } from "../../language/spelling.js";
import { rewrite } from "../finding.js";
import { alternatives, didYouMean } from "../wording.js";
import { dataSets } from "./options.js";

const kindNames = { net: "a network", block: "a block", data: "a data set" } as const;

/** Gives C502, C503 or, for a name of another kind, C319. */
export function reportName(
  value: Value,
  wanted: "net" | "data",
  scope: Scope,
  report: Report,
): null {
  const name = value.kind === "word" ? value.name : "";
  const found = scope.names.get(name);
  const names = [...scope.names].filter(([, d]) => d.kind === wanted).map(([text]) => text);
  const known = wanted === "data" ? dataSets.filter((set) => !names.includes(set)) : [];
  const near = closest(name, names);
  const set = near === null ? closest(name, known) : null;
  const define =
    wanted === "net"
      ? `define it above: \`net ${name} = input …\``
      : `bring it in above: \`data ${name} = folder "…"\`, or \`data digits\``;
  report({
    code: found ? "C319" : wanted === "net" ? "C503" : "C502",
    span: value.span,
    message: found
      ? `\`${name}\` is ${kindNames[found.kind]}; ${kindNames[wanted]} is needed here`
      : `there is no ${wanted === "net" ? "network" : "data set"} \`${name}\`${didYouMean(near)}`,
    hints: [
      near
        ? rewrite(value.span, near)
        : { text: set ? `write \`data ${set}\` above, and \`${set}\` here` : define },
    ],
  });
  return null;
}

/** `at=` and `upto=` name layers of the network. Gives C505; unknown data in `validate=` and `on=` gives C502. */
export function checkLayers(
  operands: CheckedCommand["operands"],
  options: CheckedCommand["options"],
  scope: Scope,
  report: Report,
): void {
  const definition = scope.names.get(operands["net"]?.[0]?.text ?? "");
  for (const key of ["at", "upto"]) {
    const option = options[key];
    if (option && definition?.kind === "net")
      checkLayer(String(option.value), option.span, definition, report);
  }
  for (const key of ["validate", "on"]) {
    const option = options[key];
    if (typeof option?.value === "string" && scope.names.get(option.value)?.kind !== "data")
      reportName({ kind: "word", name: option.value, span: option.span }, "data", scope, report);
  }
}

function checkLayer(
  name: string,
  span: Span,
  definition: Extract<Definition, { kind: "net" }>,
  report: Report,
): void {
  const { layers, complete, name: network } = definition.network();
  const names = layers.map((layer) => layer.name);
  if (!complete || names.includes(name)) return;
  const near = closest(name, names);
  report({
    code: "C505",
    span,
    message: `\`${network}\` has no layer \`${name}\`${didYouMean(near)}`,
    hints: [
      near
        ? rewrite(span, /^\w+$/.test(near) ? near : `"${near}"`)
        : {
            text: `its layers are ${alternatives(names.slice(1, 4))} …; \`show ${network} summary\` lists them`,
          },
    ],
  });
}
