/** What `fmt --explicit` writes out: the activation that each stage has by the rules, where it is the same in every use. */
import type { Stage } from "../language/syntax.js";
import type { Layer, Network } from "./network.js";

const takesActivation = new Set(["conv", "dwconv", "deconv", "fc", "bn"]);

/** For each stage of the text the words that say what was implied: `relu`, or `linear` for none. */
export function explicitWords(networks: readonly Network[]): (stage: Stage) => readonly string[] {
  const words = new Map<string, Set<string>>();
  for (const layer of networks.flatMap((network) => network.layers)) {
    if (!isImplied(layer)) continue;
    const key = keyOf(layer.span);
    words.set(key, (words.get(key) ?? new Set()).add(wordFor(layer)));
  }
  return (stage) => {
    const found = [...(words.get(keyOf(stage.span)) ?? [])];
    return found.length === 1 ? found.filter((word) => word !== "") : [];
  };
}

function isImplied({ operation, activationWritten, span, copiedFrom }: Layer): boolean {
  if (activationWritten || copiedFrom || !takesActivation.has(operation.kind)) return false;
  return !/^shortcut/i.test(span.source.text.slice(span.start, span.end));
}

/** A `bn` of its own without an activation says nothing; elsewhere none is `linear`. */
function wordFor({ operation, activation }: Layer): string {
  return activation?.name ?? (operation.kind === "bn" ? "" : "linear");
}

function keyOf({ source, start, end }: Stage["span"]): string {
  return `${source.file}:${start}-${end}`;
}
