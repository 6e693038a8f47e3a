/** The style sheet inside a moving drawing. */
import type { Ink } from "./ink.js";
import { palette } from "./theme.js";

/**
 * c cell, d cell of padding, o cell never reached, w window, r result, n number, q quiet number, h heading, g sign, f formula,
 * b note.
 */
export function animationStyle(ink: Ink, font: string): string {
  const rules = [
    `{font:11px ${font};fill:${ink.ink}}`,
    ` .c{fill:none;stroke:${ink.line}}`,
    ` .d{fill:${ink.line};fill-opacity:.28}`,
    ` .o{fill:${ink.muted};fill-opacity:.45}`,
    ` .w{fill:${palette[1]};fill-opacity:.18;stroke:${palette[1]};stroke-width:2}`,
    ` .r{fill:none;stroke:${palette[2]};stroke-width:2.5}`,
    ` .plus{fill:${palette[0]};stroke:none}`,
    ` .minus{fill:${palette[5]};stroke:none}`,
    " .n{text-anchor:middle}",
    ` .q{text-anchor:middle;fill:${ink.muted}}`,
    " .h{font-weight:700}",
    ` .g{font-size:17px;text-anchor:middle;fill:${ink.muted}}`,
    " .f{font-size:13px}",
    ` .b{fill:${ink.muted}}`,
  ];
  return `<style>${rules.map((rule) => `.cs-steps${rule}`).join("")}</style>`;
}
