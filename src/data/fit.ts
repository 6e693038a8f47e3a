/** Brings images of any proportions to one size. In: an image. Out: its pixels in height x width. */
import type { Image } from "./image.js";
import { resize, wholeImage } from "./resize.js";

/** `crop` keeps the middle, `letterbox` keeps all and pads with black, `stretch` changes the proportions. */
export type Fit = "crop" | "letterbox" | "stretch";

export function fitImage(image: Image, height: number, width: number, fit: Fit): Image {
  switch (fit) {
    case "stretch":
      return resize(image, height, width);
    case "crop":
      return resize(image, height, width, middle(image, height, width));
    case "letterbox":
      return letterbox(image, height, width);
  }
}

/** The largest box of the wanted proportions. */
function middle(image: Image, height: number, width: number) {
  const scale = Math.min(image.height / height, image.width / width);
  const [boxHeight, boxWidth] = [height * scale, width * scale];
  return {
    ...wholeImage(image),
    top: (image.height - boxHeight) / 2,
    left: (image.width - boxWidth) / 2,
    height: boxHeight,
    width: boxWidth,
  };
}

function letterbox(image: Image, height: number, width: number): Image {
  const scale = Math.min(height / image.height, width / image.width);
  const inner = (size: number) => Math.max(1, Math.round(size * scale));
  const small = resize(image, inner(image.height), inner(image.width));
  const top = Math.floor((height - small.height) / 2);
  const left = Math.floor((width - small.width) / 2);
  const { channels } = image;
  const data = new Float32Array(height * width * channels);
  const row = small.width * channels;
  for (let y = 0; y < small.height; y++) {
    data.set(small.data.subarray(y * row, (y + 1) * row), ((top + y) * width + left) * channels);
  }
  return { height, width, channels, data };
}
