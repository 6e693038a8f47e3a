/** Kernels of image processing that go by a name, as every painting program has them. */
import type { Plane } from "./window.js";

export type KernelWord = "blur" | "sharpen" | "emboss" | "outline" | "sobel";

const ninth = 1 / 9;

export const namedKernels: Readonly<Record<KernelWord, Plane>> = {
  /** The mean of nine neighbours. */
  blur: [
    [ninth, ninth, ninth],
    [ninth, ninth, ninth],
    [ninth, ninth, ninth],
  ],
  sharpen: [
    [0, -1, 0],
    [-1, 5, -1],
    [0, -1, 0],
  ],
  emboss: [
    [-2, -1, 0],
    [-1, 1, 1],
    [0, 1, 2],
  ],
  outline: [
    [-1, -1, -1],
    [-1, 8, -1],
    [-1, -1, -1],
  ],
  /** The change from left to right (Sobel and Feldman, 1968): upright edges. */
  sobel: [
    [-1, 0, 1],
    [-2, 0, 2],
    [-1, 0, 1],
  ],
};

export function isKernelWord(word: string): word is KernelWord {
  return Object.hasOwn(namedKernels, word);
}
