/**
 * `show maximize`: pictures that make units large. In: a subject, a layer, units. Out: pictures found by gradient ascent from grey
 * noise, seeded. Mildly held back, as in Simonyan et al. 2013 and Yosinski et al. 2015: pixels stay between 0 and 1, decay towards
 * grey and are blurred from time to time.
 */
import type { Preprocessing } from "../data/normalize.js";
import { normalize, unchanged } from "../data/normalize.js";
import { randomOf } from "../data/random.js";
import type { Layer, Shape } from "../network/network.js";
import { sizeOf } from "../network/variables.js";
import { inputShapeOf } from "../training/fit.js";
import { unitScore } from "./classScore.js";
import { asPicture, picturesOf } from "./input.js";
import { batchFor, ofNetwork, pause, type Subject } from "./subject.js";
import type { MaximizeView } from "./view.js";

export interface MaximizeOptions {
  readonly units: readonly number[];
  readonly steps: number;
  readonly seed: number;
  readonly preprocessing: Preprocessing | null;
}

/** Throws R304. */
export async function maximizeView(
  subject: Subject,
  layer: Layer,
  { units, steps, seed, preprocessing }: MaximizeOptions,
): Promise<MaximizeView> {
  const found: MaximizeView["units"][number][] = [];
  const how = preprocessing ?? unchanged;
  const batch = batchFor(subject.network);
  for (let start = 0; start < units.length; start += batch) {
    const own = units.slice(start, start + batch);
    found.push(...(await climb(subject, layer, own, { steps, seed, how })));
  }
  return { kind: "maximize", ...ofNetwork(subject), layer: layer.name, steps, units: found };
}

interface Climb {
  readonly steps: number;
  readonly seed: number;
  readonly how: Preprocessing;
}

async function climb(
  subject: Subject,
  layer: Layer,
  units: readonly number[],
  { steps, seed, how }: Climb,
): Promise<readonly MaximizeView["units"][number][]> {
  const shape = inputShapeOf(subject.network);
  const size = sizeOf(shape);
  const pixels = new Float32Array(size * units.length);
  units.forEach((unit, i) => pixels.set(noise(size, seed, unit), i * size));
  const score = unitScore(layer, units);
  const look = async () => {
    const at = subject.network.layers[0]?.name ?? "input";
    const data = pixels.slice();
    normalize(data, shape, how);
    const images = { shape: [units.length, ...shape], data };
    const what = [{ kind: "scoreGradient", score, at }] as const;
    const [gradient] = await subject.runner.fetch(what, { images });
    return gradient?.data ?? new Float32Array(pixels.length);
  };
  const before = await scores(subject, layer, units, { pixels, shape, how });
  for (let step = 0; step < steps; step++) {
    const gradient = await look();
    units.forEach((unit, i) => {
      const part = [i * size, (i + 1) * size] as const;
      const [own, slope] = [pixels.subarray(...part), gradient.subarray(...part)];
      if (slope.some((value) => value !== 0)) ascend(own, slope, 1 - step / steps);
      else if (step < steps / 2) own.set(speckled(size, seed, unit, step));
    });
    if (step % 4 === 3 && step < steps * 0.75) blur(pixels, shape);
    await pause(subject);
  }
  const after = await scores(subject, layer, units, { pixels, shape, how });
  return picturesOf(pixels, shape).map((picture, i) => ({
    unit: units[i] ?? 0,
    picture,
    before: before[i] ?? NaN,
    after: after[i] ?? NaN,
  }));
}

function noise(size: number, seed: number, unit: number): Float32Array {
  const random = randomOf(seed, unit);
  return Float32Array.from({ length: size }, () => 0.5 + random.normal(0.02));
}

/** Where a ReLU is shut nothing climbs: begins anew with more contrast, a little darker or lighter each time. */
function speckled(size: number, seed: number, unit: number, step: number): Float32Array {
  const random = randomOf(seed, unit, step + 1);
  const ground = random.between(0.1, 0.9);
  return Float32Array.from({ length: size }, () =>
    Math.min(1, Math.max(0, ground + random.normal(0.3))),
  );
}

/** A step as long as the root mean square of the gradient, the same for all pictures. */
function ascend(pixels: Float32Array, gradient: Float32Array, share: number): void {
  const squares = gradient.reduce((sum, value) => sum + value ** 2, 0);
  const scale = (0.01 + 0.04 * share) / Math.sqrt(squares / gradient.length);
  for (let i = 0; i < pixels.length; i++) {
    const moved = 0.5 + 0.99 * ((pixels[i] ?? 0) - 0.5) + scale * (gradient[i] ?? 0);
    pixels[i] = Math.min(1, Math.max(0, moved));
  }
}

/** A quarter of each neighbour's half, along rows and columns; very small pictures stay sharp. */
function blur(pixels: Float32Array, shape: Shape): void {
  const [height, width, channels] = asPicture(shape);
  if (Math.min(height, width) < 16) return;
  const size = height * width * channels;
  for (let start = 0; start < pixels.length; start += size) {
    const own = pixels.subarray(start, start + size);
    smooth(own, channels, width, height);
    smooth(own, width * channels, height, 1);
  }
}

/** Of `count` values `step` apart, one eighth of each neighbour. */
function smooth(own: Float32Array, step: number, count: number, rows: number): void {
  const from = own.slice();
  const line = step * count;
  for (let i = 0; i < own.length; i++) {
    const place = Math.floor((i % (rows > 1 ? line : own.length)) / step);
    const low = place > 0 ? from[i - step] : from[i];
    const high = place < count - 1 ? from[i + step] : from[i];
    own[i] = 0.75 * (from[i] ?? 0) + 0.125 * (low ?? 0) + 0.125 * (high ?? 0);
  }
}

/** What the units give for the pictures: the mean over their maps. */
async function scores(
  { runner }: Subject,
  layer: Layer,
  units: readonly number[],
  {
    pixels,
    shape,
    how,
  }: { readonly pixels: Float32Array; readonly shape: Shape; readonly how: Preprocessing },
): Promise<readonly number[]> {
  const data = pixels.slice();
  normalize(data, shape, how);
  const images = { shape: [units.length, ...shape], data };
  const [found] = await runner.fetch([{ kind: "activation", layer: layer.name }], { images });
  const each = (found?.data.length ?? 0) / units.length;
  const channels = layer.outputShape.at(-1) ?? 1;
  return units.map((unit, sample) => {
    let sum = 0;
    for (let i = unit; i < each; i += channels) sum += found?.data[sample * each + i] ?? 0;
    return (sum * channels) / each;
  });
}
