/** Random changes of colour. In: an image, pixels 0 to 1. Out: the same in place. */
import type { Image } from "./image.js";
import type { Random } from "./random.js";

/** ITU-R BT.601. */
export const luma = [0.299, 0.587, 0.114] as const;

/** Brightness, contrast, saturation, in this order, each by a factor from 1 − most to 1 + most (as torchvision's ColorJitter). */
export function recolour(most: number) {
  return ({ data, channels }: Image, random: Random): void => {
    const factor = () => random.between(1 - most, 1 + most);
    const [brightness, contrast, saturation] = [factor(), factor(), factor()];
    blend(data, brightness, () => 0);
    const mean = meanLuma(data, channels);
    blend(data, contrast, () => mean);
    if (channels !== 3) return;
    const grey = data.map((_, i) => lumaAt(data, i - (i % 3)));
    blend(data, saturation, (i) => grey[i] ?? 0);
  };
}

/** Away from `other` or towards it, within 0 to 1. */
function blend(data: Float32Array, factor: number, other: (index: number) => number): void {
  for (let i = 0; i < data.length; i++) {
    const base = other(i);
    data[i] = Math.min(1, Math.max(0, base + factor * ((data[i] ?? 0) - base)));
  }
}

function lumaAt(data: Float32Array, start: number): number {
  return luma.reduce((sum, weight, c) => sum + weight * (data[start + c] ?? 0), 0);
}

function meanLuma(data: Float32Array, channels: number): number {
  let sum = 0;
  for (let i = 0; i < data.length; i += channels)
    sum += channels === 3 ? lumaAt(data, i) : (data[i] ?? 0);
  return sum / (data.length / channels);
}

/** Principal components of ImageNet's colours, pixels 0 to 1 (as in fb.resnet.torch, datasets/imagenet.lua). */
export const colourDeviations = [0.2175, 0.0188, 0.0045];
export const colourDirections = [
  [-0.5675, 0.7192, 0.4009],
  [-0.5808, -0.0045, -0.814],
  [-0.5836, -0.6948, 0.4203],
];

/** Krizhevsky, Sutskever and Hinton, 2012, 4.1: one shift for the whole image. */
export function shiftAlongColours(deviation: number) {
  return ({ data }: Image, random: Random): void => {
    const steps = colourDeviations.map((size) => size * random.normal(deviation));
    const shift = colourDirections.map((row) =>
      row.reduce((sum, share, i) => sum + share * (steps[i] ?? 0), 0),
    );
    for (let i = 0; i < data.length; i++) {
      data[i] = Math.min(1, Math.max(0, (data[i] ?? 0) + (shift[i % 3] ?? 0)));
    }
  };
}
