/** How a network looks as a value: as after `show`, its summary and its diagram. Null for all other values. */
import { isNet, liveOf } from "../../api/net.js";
import type { MimeBundle } from "../../display/bundle.js";
import { figuresBundle } from "../../display/valueFigures.js";
import { resultFigures } from "../../display/results.js";

export function netBundle(value: unknown): MimeBundle | null {
  if (!isNet(value)) return null;
  const { network, frozen } = liveOf(value);
  return figuresBundle(resultFigures({ kind: "show", network, frozen }));
}
