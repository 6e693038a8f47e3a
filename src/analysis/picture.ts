/** Pictures and parts of them, as the views hold them. */

/** Pixels 0 to 1, height x width x channels (1 or 3), row by row: as the picture looks, not as it is normalised. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Float32Array;
}

/** A picture with what it is called: a file, `digits 17`, `numbers`; `label` where its class is known. */
export interface NamedPicture {
  readonly name: string;
  readonly picture: Picture;
  readonly label: string | null;
}

/** One value for each cell. */
export interface HeatMap {
  readonly height: number;
  readonly width: number;
  readonly values: Float32Array;
}

/** A part of a picture in its pixels, which may reach over its edges. */
export interface PixelBox {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}
