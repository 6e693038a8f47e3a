/** A picture as the address of a JPEG: a photograph of 220 pixels is some 10 kB. */
import { jpegPackage } from "../onDemand.js";
import type { Picture } from "../analysis/picture.js";

const quality = 82;

export function pictureUri({ height, width, channels, data }: Picture): string {
  const pixels = Buffer.alloc(height * width * 4, 255);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let color = 0; color < 3; color++) {
      const value = data[pixel * channels + (channels === 3 ? color : 0)] ?? 0;
      pixels[pixel * 4 + color] = Math.round(255 * Math.min(Math.max(value, 0), 1));
    }
  }
  const bytes = jpegPackage().encode({ data: pixels, width, height }, quality).data;
  return `data:image/jpeg;base64,${bytes.toString("base64")}`;
}
