/**
 * The rule of the implied ReLU, read from the expanded tree: after every conv, dwconv, deconv and fc, except where an
 * activation is written on it or comes next; after the `bn` where one comes next; not at the end of a network, an
 * auxiliary head or a branch of `+`. Also decides he or glorot, since he goes with a ReLU.
 */
import type { Draft, Item } from "./draft.js";
import type { Activation, OperationKind } from "./network.js";

/** What ends a chain decides whether its last layer has a ReLU. */
export type Ending = "network" | "concat" | "add";

const relu: Activation = { name: "relu", alpha: 0 };

const weighted: ReadonlySet<OperationKind> = new Set(["conv", "dwconv", "deconv", "fc"]);

/** What may follow a network's last layer. */
const trailing: ReadonlySet<OperationKind> = new Set([
  "flatten",
  "dropout",
  "gap",
  "gmp",
  "upsample",
  "crop",
]);

/** Sets the activations and initialisers of the drafts in the tree; those copied from another network keep theirs. */
export function implyActivations(items: readonly Item[], ending: Ending): void {
  const chain = items.filter((item) => item.kind !== "aux");
  items.forEach(implyInside);
  chain.forEach((item, index) => {
    if (item.kind === "layer" && isOpen(item.draft)) imply(item.draft, chain, index, ending);
  });
}

function implyInside(item: Item): void {
  if (item.kind === "aux") implyActivations(item.items, "network");
  if (item.kind === "bracket")
    item.branches.forEach((branch) => implyActivations(branch, item.join));
}

function isOpen(draft: Draft): boolean {
  return weighted.has(draft.operation.kind) && draft.copiedFrom === null;
}

function imply(draft: Draft, chain: readonly Item[], index: number, ending: Ending): void {
  const next = chain[index + 1];
  const normalised =
    next?.kind === "layer" && next.draft.operation.kind === "bn" ? next.draft : null;
  const host = normalised ?? draft;
  const after = index + (normalised ? 2 : 1);
  const following = writtenActivation(chain[after]);
  const written = draft.activationWritten || host.activationWritten || following !== null;
  if (!written && !isLast(chain, after, ending)) host.activation = relu;
  const applied = host.activation ?? draft.activation ?? following;
  if (!draft.initializerWritten) chooseInitializer(draft, applied?.name === "relu");
}

function chooseInitializer(draft: Draft, he: boolean): void {
  const { operation } = draft;
  if ("initializer" in operation)
    draft.operation = { ...operation, initializer: { name: he ? "he" : "glorot", value: 0 } };
}

function writtenActivation(next: Item | undefined): Activation | null {
  const operation = next?.kind === "layer" ? next.draft.operation : null;
  return operation?.kind === "activation" ? operation.activation : null;
}

/** Nothing that counts follows from `after` on. */
function isLast(chain: readonly Item[], after: number, ending: Ending): boolean {
  if (ending !== "network") return ending === "add" && after === chain.length;
  for (let index = after; index < chain.length; index++)
    if (!mayTrail(chain[index], index === chain.length - 1)) return false;
  return true;
}

function mayTrail(item: Item | undefined, final: boolean): boolean {
  if (item?.kind !== "layer") return false;
  const { kind } = item.draft.operation;
  return trailing.has(kind) || (final && kind === "activation");
}
