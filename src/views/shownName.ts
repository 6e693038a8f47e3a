/** What a network is called wherever a figure names it: its title, else its name. */
import type { Network } from "../network/network.js";
import { shortened } from "./escape.js";

const longest = 60;

export function shownName({ title, name }: Pick<Network, "title" | "name">): string {
  return shortened(title ?? name, longest);
}
