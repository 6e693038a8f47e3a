/** Words that the figures of pictures share. */
import type { OfNetwork, RankedClass } from "../analysis/ofNetwork.js";
import type { NamedPicture } from "../analysis/picture.js";
import { shortened } from "./escape.js";
import { percent } from "./terminalProgress.js";
import { untrained } from "./untrained.js";
import { shownName } from "./shownName.js";

export function netName({ network }: Pick<OfNetwork, "network">): string {
  return shownName(network);
}

export function pictureName({ name, label }: NamedPicture): string {
  return shortened(label === null ? name : `${name} (${label})`, 60);
}

/** `Feature maps of conv1_2 for cat.jpg, untrained weights` */
export function titleOf(view: OfNetwork, what: string): string {
  return `${what}${untrained(view)}`;
}

export function classText({ class: name, probability }: RankedClass): string {
  return `${shortened(name, 40)}, ${percent(probability)}`;
}

/** Said where pictures are looked at for what a network has learnt. */
export function untrainedLine({ trained }: Pick<OfNetwork, "trained">): readonly string[] {
  return trained ? [] : ["The weights are untrained: what is seen is chance."];
}
