/** Pictures and views for the tests of figures that are made of pictures. */
import assert from "node:assert/strict";
import type { NamedPicture, Picture } from "../../src/analysis/picture.js";
import type { MapsView, ViewResult } from "../../src/analysis/view.js";
import { raster } from "../../src/display/raster.js";
import { viewFigures } from "../../src/views/figures.js";
import type { Drawing, Figure } from "../../src/views/figure.js";
import { networkOf, numbers } from "../targets/tensorflow/samples.js";

export const network = networkOf(
  "net small = input 8x8x1 | conv3-4 | maxpool2 | conv3-4 | maxpool2 | fc-3 | softmax",
);
export const own = { network, trained: true };

export function pictureOf(height: number, width: number, channels: 1 | 3 = 1): Picture {
  const data = numbers(height * width * channels).map((value) => (value + 1) / 2);
  return { height, width, channels, data };
}

export const hostile = `<img src=x onerror="alert(1)"></script>'&${"x".repeat(10_000)} 🐈`;
export const sample = (name = "cat.png", label: string | null = null): NamedPicture => {
  return { name, picture: pictureOf(8, 8), label };
};

export function drawn(view: ViewResult): { readonly figure: Figure; readonly body: Drawing } {
  const figure = viewFigures(view).at(-1)!;
  assert.ok(figure.body.kind === "drawing");
  return { figure, body: figure.body };
}

export function mapsOf(channels: number, side: number, values?: Float32Array): MapsView {
  const data = values ?? numbers(side * side * channels).map(Math.abs);
  return {
    kind: "maps",
    ...own,
    ...{
      layer: "conv1_1",
      of: sample(),
      shape: [side, side, channels],
      values: data,
      scale: "map",
    },
    order: Array.from({ length: channels }, (_, i) => i),
    strengths: Array.from({ length: channels }, () => 0.5),
  };
}

export function rasterPng(svg: string): Buffer {
  return Buffer.from(raster(svg, 1, Infinity)?.base64 ?? "", "base64");
}
