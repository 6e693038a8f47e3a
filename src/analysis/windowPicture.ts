/** A window over a whole picture. In: a picture. Out: the filtered, pooled or padded one, and the part worth a closer look. */
import type { Picture, PixelBox } from "./picture.js";
import type { Plane, Planes, PoolWord, Sliding } from "./window.js";
import { at, convolve, mapPlane, padPlane, planeSize, poolPlane, total } from "./window.js";

export function planesOf({ height, width, channels, data }: Picture): Planes {
  return Array.from({ length: channels }, (_, channel) =>
    mapPlane(
      [height, width],
      (row, column) => data[(row * width + column) * channels + channel] ?? 0,
    ),
  );
}

export function pictureOf(planes: Planes): Picture {
  const [height, width] = planeSize(planes[0] ?? []);
  const channels = planes.length;
  const data = Float32Array.from({ length: height * width * channels }, (_, index) => {
    const pixel = Math.floor(index / channels);
    const value = at(planes[index % channels] ?? [], Math.floor(pixel / width), pixel % width);
    return Math.min(Math.max(value, 0), 1);
  });
  return { height, width, channels, data };
}

/** Brightness, ITU-R BT.601, from 0 to 255 as it is stored: whole numbers are read more easily. */
export function brightness(picture: Picture): Plane {
  const planes = planesOf(picture);
  const [red = [], green = red, blue = red] = planes;
  return mapPlane(planeSize(red), (y, x) =>
    Math.round(255 * (0.299 * at(red, y, x) + 0.587 * at(green, y, x) + 0.114 * at(blue, y, x))),
  );
}

/**
 * Each colour is filtered on its own. A kernel whose weights sum to 0 answers to changes, not to colours: its picture is the
 * size of the answer in grey.
 */
export function filterPicture(picture: Picture, kernel: Plane, sliding: Sliding): Picture {
  const changes = Math.abs(total(kernel)) < 1e-9;
  const planes = changes ? [mapPlaneOf(brightness(picture), (v) => v / 255)] : planesOf(picture);
  const filtered = planes.map((plane) =>
    convolve([padPlane(plane, sliding)], [kernel], 0, sliding),
  );
  return pictureOf(changes ? filtered.map((plane) => mapPlaneOf(plane, Math.abs)) : filtered);
}

function mapPlaneOf(plane: Plane, f: (value: number) => number): Plane {
  return plane.map((row) => row.map(f));
}

export function poolPicture(picture: Picture, pool: PoolWord, sliding: Sliding): Picture {
  return pictureOf(
    planesOf(picture).map((plane) => poolPlane(pool, padPlane(plane, sliding), sliding)),
  );
}

export function padPicture(picture: Picture, sliding: Sliding): Picture {
  return pictureOf(planesOf(picture).map((plane) => padPlane(plane, sliding)));
}

/** The square of a picture in which brightness varies most: an edge says more than a sky. */
export function liveliestPart(plane: Plane, side: number): PixelBox {
  const [height, width] = planeSize(plane);
  const size = { height: Math.min(side, height), width: Math.min(side, width) };
  const step = Math.max(1, Math.floor(side / 2));
  let best = { top: 0, left: 0, ...size };
  let most = -1;
  for (let top = 0; top + size.height <= height; top += step) {
    for (let left = 0; left + size.width <= width; left += step) {
      const box = { top, left, ...size };
      const variance = varianceOf(cutPlane(plane, box).flat());
      if (variance > most) [best, most] = [box, variance];
    }
  }
  return best;
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

export function cutPlane(plane: Plane, { top, left, height, width }: PixelBox): Plane {
  return mapPlane([height, width], (row, column) => at(plane, top + row, left + column));
}
