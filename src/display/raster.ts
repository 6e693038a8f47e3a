/** An SVG as a picture of pixels, for front ends that show nothing else. In: SVG text. Out: bytes; fonts are our own, so it looks the same. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { jpegPackage } from "../onDemand.js";
import { indexedPng } from "../views/indexedPng.js";

const require = createRequire(import.meta.url);
const fonts = join(require.resolve("dejavu-fonts-ttf/package.json"), "../ttf");
/** Loaded when it is first used, as those of `onDemand.ts`. */
const resvgPackage = () => require("@resvg/resvg-js") as typeof import("@resvg/resvg-js");
const family = "DejaVu Sans";

/** `scale` 2 is sharp on fine screens. */
function rendered(svg: string, scale: number) {
  const image = new (resvgPackage().Resvg)(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: {
      loadSystemFonts: false,
      fontFiles: ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map((file) => join(fonts, file)),
      defaultFontFamily: family,
      sansSerifFamily: family,
    },
  });
  return image.render();
}

export interface Raster {
  readonly type: "image/png" | "image/jpeg";
  readonly base64: string;
}

/** Of photographs: letters beside them are still sharp. */
const quality = 85;

/** PNG where there are few colours, else JPEG; smaller where it would be longer than `most`, and null where nothing helps. */
export function raster(svg: string, scale: number, most: number): Raster | null {
  for (const part of [1, 0.75, 0.5]) {
    const drawn = rendered(svg, scale * part);
    const png = indexedPng(drawn, [5, 4]);
    const { width, height, pixels } = drawn;
    const bytes = png ?? jpegPackage().encode({ width, height, data: pixels }, quality).data;
    const base64 = bytes.toString("base64");
    if (base64.length <= most) return { type: png ? "image/png" : "image/jpeg", base64 };
  }
  return null;
}
