/** `aux(weight=0.3: …)`: an extra classifier beside the flow; its output is the head's own, the flow goes on unchanged. */
import type { AuxForm, Name } from "../language/syntax.js";
import type { Flow, Place } from "./elaboration.js";
import { elaborateChain } from "./stages.js";
import { reportAt, reporter } from "./elaboration.js";
import { realNumber } from "./headContext.js";
import { naming, nextRunning } from "./naming.js";
import { selectOptions } from "./stageOptions.js";

export const defaultAuxWeight = 0.3;

/** Gives C317 for a head within a head. */
export function elaborateAux(form: AuxForm, flow: Flow, place: Place, alias: Name | null): Flow {
  if (place.aux > 0) {
    const message = "an auxiliary head cannot hold another";
    reportAt(place, {
      code: "C317",
      span: form.headSpan,
      message,
      hints: [{ text: "put the second head after the first" }],
    });
    return flow;
  }
  const { elaboration } = place;
  const weight = auxWeight(form, place);
  const name = nextRunning(place.names, "aux");
  const number = elaboration.auxiliaries.length + 1;
  elaboration.auxiliaries.push({ output: -1, weight });
  const prefix = `${place.names.prefix}${alias?.text ?? name}/`;
  const inside: Place = {
    ...place,
    names: naming(prefix, false),
    items: [],
    aux: number,
    branch: true,
  };
  const end = elaborateChain(form.chain, flow, inside);
  elaboration.auxiliaries[number - 1] = { output: end.layer, weight };
  place.items.push({ kind: "aux", items: inside.items });
  return flow;
}

function auxWeight(form: AuxForm, place: Place): number {
  const options = selectOptions(form.options, ["weight"], "`aux`", reporter(place));
  const value = options.get("weight")?.value;
  const context = { env: place.env, report: reporter(place) };
  return value ? realNumber(value, context, "`weight`", { min: 0 }) : defaultAuxWeight;
}
