/** `[a, b]` and `[a + b]`: branches side by side, then joined or added. */
import type { BracketForm, Chain, Name, Stage } from "../language/syntax.js";
import type { Item } from "./draft.js";
import type { Flow, Place } from "./elaboration.js";
import type { Shape } from "./network.js";
import { placeLayer } from "./elaboration.js";
import { reportMismatch } from "./mismatch.js";
import { naming, nextRunning } from "./naming.js";
import { joinFields } from "./operations.js";
import { elaborateShortcut, isShortcut } from "./shortcut.js";
import { elaborateChain } from "./stages.js";

/** A branch after its elaboration. */
export interface Branch {
  readonly chain: Chain;
  readonly items: Item[];
  readonly flow: Flow;
}

export function elaborateBracket(
  form: BracketForm,
  stage: Stage,
  flow: Flow,
  place: Place,
  alias: Name | null,
): Flow {
  const name = nextRunning(place.names, form.join);
  const prefix = place.names.prefix + (alias?.text ?? name);
  const branches = elaborateBranches(form, flow, place, prefix);
  reportMismatch(form.join, branches, place);
  const end = placeLayer(place, {
    operation: { kind: form.join },
    outputShape: joinShapes(
      form.join,
      branches.map((branch) => branch.flow.shape),
    ),
    inputs: branches.map((branch) => branch.flow),
    span: stage.span,
    headSpan: stage.span,
    field: joinFields(branches.map((branch) => branch.flow.field)),
    ...(alias ? { alias } : { name }),
  });
  const draft = place.elaboration.drafts[end.layer];
  const items = branches.map((branch) => branch.items);
  if (draft) place.items.push({ kind: "bracket", join: form.join, branches: items, draft });
  return end;
}

/** Shortcuts last: they follow what the other branches give. */
function elaborateBranches(form: BracketForm, flow: Flow, place: Place, prefix: string): Branch[] {
  const enter = (index: number): Place => ({
    ...place,
    names: naming(`${prefix}.${index + 1}/`, false),
    items: [],
    branch: true,
  });
  const found = new Map<Chain, Branch>();
  const shortcuts = form.branches.filter((chain) => form.join === "add" && isShortcut(chain));
  form.branches.forEach((chain, index) => {
    const inside = enter(index);
    if (!shortcuts.includes(chain))
      found.set(chain, { chain, items: inside.items, flow: elaborateChain(chain, flow, inside) });
  });
  const [first] = found.values();
  form.branches.forEach((chain, index) => {
    const inside = enter(index);
    if (shortcuts.includes(chain))
      found.set(chain, {
        chain,
        items: inside.items,
        flow: elaborateShortcut(chain, flow, first ?? null, inside),
      });
  });
  return form.branches.flatMap((chain) => found.get(chain) ?? []);
}

/** The first branch's size stands where they differ, so that one mistake is one error. */
function joinShapes(join: "concat" | "add", shapes: readonly Shape[]): Shape {
  const known =
    shapes.find((shape) => shape.length > 0 && !shape.some(Number.isNaN)) ?? shapes[0] ?? [];
  if (join === "add") return known;
  const channels = shapes.reduce((sum, shape) => sum + (shape.at(-1) ?? NaN), 0);
  return [...known.slice(0, -1), channels];
}
