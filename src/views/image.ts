/**
 * Pictures inside an SVG. Pixels that are drawn larger than they are stay sharp: by an attribute for our own rasteriser, by a class
 * for browsers, which would smooth them.
 */
import { element } from "./svg.js";

/** The pictures inside an SVG. */
export const embedded = /data:image\/\w+;base64,[\w+/=]+/g;

/** Our rasteriser passes over what stands in `@supports`. */
export const crispStyle =
  "<style>@supports (image-rendering:pixelated){.cs-crisp{image-rendering:pixelated}}</style>";

export const crisp = { class: "cs-crisp", "image-rendering": "optimizeSpeed" } as const;

/** FNV-1a, for ids: pictures that are the same may share one on a page. */
export function uriId(uri: string): string {
  let value = 0x811c9dc5;
  for (let i = 0; i < uri.length; i++) value = Math.imul(value ^ uri.charCodeAt(i), 0x01000193);
  return `cs${(value >>> 0).toString(36)}${uri.length.toString(36)}`;
}

/** A picture that `use` draws again and again. */
export function sharedImage(uri: string, width: number, height: number): string {
  const fit = { width, height, preserveAspectRatio: "none" };
  return element("image", { id: `${uriId(uri)}x${Math.round(width)}`, ...fit, href: uri });
}

export function useImage(
  uri: string,
  width: number,
  attributes: Readonly<Record<string, string | number | undefined>>,
): string {
  return element("use", { href: `#${uriId(uri)}x${Math.round(width)}`, ...attributes });
}
