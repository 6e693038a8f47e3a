/** A view in words for a terminal: its figure's short form; tables take the terminal's width. */
import type { ViewResult } from "../analysis/view.js";
import { summaryText, type TextStyle } from "../views/summary.js";

export function viewText(view: ViewResult, style: TextStyle): string {
  if (view.kind === "summary") return summaryText(view.network, style);
  return view.kind;
}
