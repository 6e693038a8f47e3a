/** The style sheet inside a diagram: literal colours where it stands alone, variables in a page. */
import type { Ink } from "./ink.js";
import { familyColor } from "./diagramBoxes.js";
import { paletteColor } from "./theme.js";

/** t title, m middle, l shape on an edge, s sign of folding, e edge, f frozen, w frame of repeats, k unfolded block, p behind a stack, z what is clicked. */
export function diagramStyle(ink: Ink, font: string): string {
  const families = Object.entries(familyColor).map(([family, color]) =>
    color === null
      ? `.${family}{fill:${ink.panel};stroke:${ink.ink}}`
      : `.${family}{fill:${paletteColor(color)};fill-opacity:.2;stroke:${paletteColor(color)};stroke-width:1.3}`,
  );
  const rules = [
    ...families,
    `.t{fill:${ink.ink};font-size:11px;font-weight:700}`,
    `.l{paint-order:stroke;stroke:${ink.paper};stroke-width:3px;stroke-linejoin:round}`,
    ".m{text-anchor:middle}",
    ".s{text-anchor:end;font-size:13px}",
    `.e{fill:none;stroke:${ink.muted}}`,
    `.w{fill:none;stroke:${ink.muted};stroke-dasharray:4 3}`,
    ".f{stroke-dasharray:5 3;stroke-width:1.8}",
    `.k{fill:${ink.panel};stroke:${ink.line}}`,
    `.p{fill:${ink.paper}}`,
    ".z{cursor:pointer}",
    "rect.z{fill:transparent}",
  ];
  const own = `.cs-diagram{font:10px ${font};fill:${ink.muted}}`;
  return `<style>${own}${rules.map((rule) => `.cs-diagram ${rule}`).join("")}</style>`;
}
