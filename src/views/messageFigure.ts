/** A figure that only says something: what a statement has done, or why there is nothing to see. */
import type { Figure } from "./figure.js";
import { escapeHtml } from "./escape.js";

export function messageFigure(title: string, text: string): Figure {
  const html = `<div style="white-space:pre-wrap;overflow-wrap:anywhere">${escapeHtml(text)}</div>`;
  const body = { kind: "document", html } as const;
  return { title, alt: text, text: title === "" ? text : `${title}\n${text}`, body };
}
