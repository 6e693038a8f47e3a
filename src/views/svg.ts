/** SVG as text. Attributes come from us, texts from anywhere; those are escaped. */
import { escapeHtml } from "./escape.js";
import { light, stillFont } from "./theme.js";

type Attributes = Readonly<Record<string, string | number | undefined>>;

export function element(name: string, attributes: Attributes, content = ""): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? pixels(value) : value}"`)
    .join("");
  return content === "" ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

/** At `x`, `y` on its baseline. */
export function svgText(text: string, x: number, y: number, attributes: Attributes = {}): string {
  return element("text", { x, y, ...attributes }, escapeHtml(text) || " ");
}

/** A tenth of a pixel is seen by nobody. */
export function pixels(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A picture of its own, light on white. */
export function svgDocument(
  { width, height }: { readonly width: number; readonly height: number },
  content: string,
): string {
  const size = `width="${pixels(width)}" height="${pixels(height)}" viewBox="0 0 ${pixels(width)} ${pixels(height)}"`;
  const font = `font-family="${stillFont}" font-size="12" fill="${light.ink}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${font}><rect width="100%" height="100%" fill="${light.background}"/>${content}</svg>`;
}
