/** What stands for an SVG picture where none can be shown. In: its source. Out: a line of text. */
import { shortened } from "../views/escape.js";

const longestTitle = 80;

/** `an SVG picture, 900x270: Decisions along the strip`; what it does not say is left out. */
export function svgWords(source: string): string {
  const root = /<svg\b[^>]*>/.exec(source)?.[0] ?? "";
  const size = sizeOf(root);
  const title = titleOf(source) ?? /\saria-label\s*=\s*"([^"]*)"/.exec(root)?.[1];
  const named = title?.trim()
    ? `: ${shortened(title.trim().replace(/\s+/g, " "), longestTitle)}`
    : "";
  return `an SVG picture${size}${named}`;
}

function titleOf(source: string): string | undefined {
  return /<title\b[^>]*>([^<]*)<\/title>/.exec(source)?.[1];
}

/** Width and height as they are written, else those of the view box. */
function sizeOf(root: string): string {
  const length = (name: string) =>
    new RegExp(`\\s${name}\\s*=\\s*"\\s*([\\d.]+)(?:px)?\\s*"`).exec(root)?.[1];
  const box =
    /\sviewBox\s*=\s*"([^"]*)"/
      .exec(root)?.[1]
      ?.trim()
      .split(/[\s,]+/) ?? [];
  const [width, height] = [length("width") ?? box[2], length("height") ?? box[3]];
  return width && height ? `, ${width}x${height}` : "";
}
