/** Small grey images as text: a line for each row of pixels, each pixel one of five shades. */

const shades = " ░▒▓█";

/** `pixels` from 0 to 1, row by row; each pixel is two characters wide, so that it is square. */
export function imageLines(pixels: Float32Array, height: number, width: number): readonly string[] {
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => shade(pixels[y * width + x] ?? 0).repeat(2)).join(""),
  );
}

function shade(value: number): string {
  const level = Math.max(0, Math.min(shades.length - 1, Math.round(value * (shades.length - 1))));
  return shades[level] ?? " ";
}

/** Blocks of lines beside each other, each as wide as its widest line. */
export function sideBySide(blocks: readonly (readonly string[])[], gap: number): readonly string[] {
  const height = Math.max(...blocks.map((block) => block.length));
  const widths = blocks.map((block) => Math.max(...block.map((line) => line.length)));
  return Array.from({ length: height }, (_, row) =>
    blocks
      .map((block, i) => (block[row] ?? "").padEnd(widths[i] ?? 0))
      .join(" ".repeat(gap))
      .trimEnd(),
  );
}
