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
    words.set(key, (words.get(key) ?? new Set()).add(layer.activation?.name ?? "linear"));
  }
  return (stage) => {
    const found = words.get(keyOf(stage.span));
    return found?.size === 1 ? [...found] : [];
  };
}

/** A `bn` of its own says only what it has. */
function isImplied({ operation, activation, activationWritten, span, copiedFrom }: Layer): boolean {
  const { kind } = operation;
  if (activationWritten || copiedFrom || !takesActivation.has(kind)) return false;
  const isShortcut = /^shortcut/i.test(span.source.text.slice(span.start, span.end));
  return !isShortcut && (kind !== "bn" || activation !== null);
}

function keyOf({ source, start, end }: Stage["span"]): string {
  return `${source.file}:${start}-${end}`;
}
