/** An SVG as a PNG, for front ends that show nothing else. In: SVG text. Out: bytes; fonts are our own, so it looks the same. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { Resvg } from "@resvg/resvg-js";
import { indexedPng } from "../views/indexedPng.js";

const fonts = join(
  createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json"),
  "../ttf",
);
const family = "DejaVu Sans";

/** `scale` 2 is sharp on fine screens. */
export function rasterPng(svg: string, scale: number): Buffer {
  const image = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: {
      loadSystemFonts: false,
      fontFiles: ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map((file) => join(fonts, file)),
      defaultFontFamily: family,
      sansSerifFamily: family,
    },
  });
  const drawn = image.render();
  return indexedPng(drawn, [5, 4]) ?? drawn.asPng();
}
