/** Tensors of TensorFlow.js and typed arrays: shape, type, range, first values; a picture where the shape is one of images. */
import { escapeHtml } from "../views/escape.js";
import type { MimeBundle } from "./bundle.js";
import { valuePicture } from "./valuePicture.js";
import { valueText } from "./valueText.js";

/** What we need of a tensor; TensorFlow.js is not loaded for it. */
interface Tensor {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly isDisposed: boolean;
  dataSync(): ArrayLike<number>;
}

export function isTensor(value: unknown): value is Tensor {
  if (typeof value !== "object" || value === null || !("dataSync" in value)) return false;
  const { shape, dtype, dataSync } = value as Partial<Record<keyof Tensor, unknown>>;
  return Array.isArray(shape) && typeof dtype === "string" && typeof dataSync === "function";
}

type Numbers = ArrayLike<number> & { readonly subarray: (from: number, to: number) => unknown };

export function isNumbers(value: unknown): value is Numbers {
  if (!ArrayBuffer.isView(value) || value instanceof DataView) return false;
  return !(value instanceof BigInt64Array || value instanceof BigUint64Array);
}

/** More are not read: it would take memory and time. */
const mostValues = 20_000_000;
const firstValues = 100;

export function tensorBundle(tensor: Tensor): MimeBundle {
  const { shape, dtype } = tensor;
  const title = `tensor ${shape.join("x") || "scalar"} ${dtype}`;
  const size = shape.reduce((product, n) => product * n, 1);
  if (tensor.isDisposed) return plain(`${title}, disposed`);
  if (size > mostValues || !/^(float|int|bool)/.test(dtype)) return plain(title);
  const values = tensor.dataSync();
  return numbersBundle(title, shape, values as Numbers);
}

export function typedArrayBundle(values: Numbers): MimeBundle {
  const { name } = (values as object).constructor;
  return numbersBundle(`${name} of ${values.length}`, [], values);
}

export function numbersBundle(
  title: string,
  shape: readonly number[],
  values: Numbers,
): MimeBundle {
  const { low, high, mean, odd } = rangeOf(values);
  const range = values.length > odd ? `, ${short(low)} to ${short(high)}, mean ${short(mean)}` : "";
  const line = `${title}${range}${odd > 0 ? `, ${odd} not finite` : ""}`;
  const picture = valuePicture(shape, values, [low, high]);
  const text = `${line}\n${valueText(values.subarray(0, firstValues))}`;
  if (!picture) return plain(text);
  const { png, width, height } = picture;
  const alt = escapeHtml(line);
  const image = `<img alt="${alt}" src="data:image/png;base64,${png}" width="${width}" height="${height}" style="image-rendering:pixelated">`;
  return {
    data: {
      "text/html": `<figure style="margin:0">${image}<figcaption>${alt}</figcaption></figure>`,
      "image/png": png,
      "text/plain": text,
    },
    metadata: { "image/png": { width, height } },
  };
}

function plain(text: string): MimeBundle {
  return { data: { "text/plain": text }, metadata: {} };
}

/** Of the finite values. */
function rangeOf(values: ArrayLike<number>) {
  let [low, high, sum, odd] = [Infinity, -Infinity, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (!Number.isFinite(value)) {
      odd += 1;
      continue;
    }
    if (value < low) low = value;
    if (value > high) high = value;
    sum += value;
  }
  return { low, high, mean: sum / (values.length - odd), odd };
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
