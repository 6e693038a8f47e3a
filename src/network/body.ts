/** A network's body: its input, then its chain. */
import type { NetStatement, Stage } from "../language/syntax.js";
import type { Flow, Place } from "./elaboration.js";
import { reportAt } from "./elaboration.js";
import { rewrite } from "./finding.js";
import { inputField } from "./operations.js";
import { elaborateStages } from "./stages.js";

/** Before the first layer there is nothing; `layer` is −1. */
export function nothingBefore({ body }: NetStatement): Flow {
  return { layer: -1, shape: [], field: inputField, span: body.span };
}

/** Drops the input where something comes in already. Gives C306 where nothing does. */
export function elaborateBody(statement: NetStatement, flow: Flow, place: Place): Flow {
  const { stages } = statement.body;
  const [first, ...rest] = stages;
  if (first && flow.layer >= 0 && isInput(first)) return elaborateStages(rest, flow, place);
  if (first && flow.layer < 0 && !isInput(first) && !isNetwork(first, place))
    reportNoInput(first, place);
  return elaborateStages(stages, flow, place);
}

function isInput({ form }: Stage): boolean {
  return form.kind === "head" && form.word === "input";
}

/** A name that is not known may be a misspelt network: that is said where it stands. */
function isNetwork({ form }: Stage, { scope }: Place): boolean {
  if (form.kind === "error") return true;
  if (form.kind !== "call") return false;
  const definition = scope.names.get(form.name.text);
  return definition === undefined || definition.kind === "net";
}

function reportNoInput(first: Stage, place: Place): void {
  const start = { ...first.span, end: first.span.start };
  const span = first.form.kind === "head" ? first.form.headSpan : first.span;
  reportAt(place, {
    code: "C306",
    span,
    message: "a network begins with its `input`, or with another network",
    label: "expected `input` here",
    hints: [
      rewrite(
        start,
        "input 224x224x3 | ",
        "begin with `input 224x224x3 |`, the size of your images",
      ),
    ],
  });
}
