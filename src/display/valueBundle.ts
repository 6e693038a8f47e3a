/**
 * How any value looks. In: a value. Out: its bundle, at once where the value does not take its time. Holds: never throws; what is
 * big, cyclic or hostile is bounded; all text of the user's is escaped in HTML.
 */
import { displayMethod, type MimeBundle } from "./bundle.js";
import {
  dataSetBundle,
  historyBundle,
  isDataSet,
  isHistory,
  isSamples,
  isTrainingResult,
  samplesBundle,
  trainingBundle,
} from "./valueData.js";
import { figuresBundle, isFigure } from "./valueFigures.js";
import { isTable, tableHtml } from "./valueTable.js";
import { isNumbers, isTensor, tensorBundle, typedArrayBundle } from "./valueTensor.js";
import { reason, valueText } from "./valueText.js";

/** Values that only the caller knows; null for all others. */
export type KnownValue = (value: unknown) => MimeBundle | null;

export async function valueBundle(value: unknown, known?: KnownValue): Promise<MimeBundle> {
  return bundleOf(value, known);
}

/** A promise only where the value's own display method gives one, or the value is one. */
export function bundleOf(
  value: unknown,
  known: KnownValue = () => null,
): MimeBundle | Promise<MimeBundle> {
  try {
    if (value instanceof Promise) {
      return value
        .then((one) => bundleOf(one, known))
        .catch((error: unknown) => failed(value, error));
    }
    return known(value) ?? ownBundle(value) ?? kindBundle(value) ?? textBundle(value);
  } catch (error) {
    return failed(value, error);
  }
}

function textBundle(value: unknown): MimeBundle {
  return { data: { "text/plain": valueText(value) }, metadata: {} };
}

/** The value all the same, and why it does not look as it should. */
function failed(value: unknown, error: unknown): MimeBundle {
  const text = `${valueText(value)}\n(its display failed: ${reason(error)})`;
  return { data: { "text/plain": text }, metadata: {} };
}

type DisplayMethod = () => unknown;

/** By the method that the value brings along. */
function ownBundle(value: unknown): MimeBundle | Promise<MimeBundle> | null {
  if ((typeof value !== "object" || value === null) && typeof value !== "function") return null;
  const method: unknown = Reflect.get(value, displayMethod);
  if (typeof method !== "function") return null;
  const data: unknown = Reflect.apply(method as DisplayMethod, value, []);
  if (!(data instanceof Promise)) return checkedBundle(value, data);
  return data
    .then((one) => checkedBundle(value, one))
    .catch((error: unknown) => failed(value, error));
}

function checkedBundle(value: unknown, data: unknown): MimeBundle {
  if (typeof data !== "object" || data === null) {
    throw new TypeError(`expected an object of MIME types; received ${valueText(data, 0)}`);
  }
  const types = Object.entries(data).filter(([type]) => /^[^/\s]+\/[^/\s]+$/.test(type));
  if (types.length === 0)
    throw new TypeError("expected MIME types such as `text/html` as its keys");
  const plain = Object.fromEntries(
    types.map(([type, content]) => [type, contentOf(type, content)]),
  );
  return { data: { "text/plain": valueText(value), ...plain }, metadata: {} };
}

/** Bytes as base64, JSON types as plain JSON, all else as text. */
function contentOf(type: string, content: unknown): unknown {
  if (content instanceof Uint8Array) return Buffer.from(content).toString("base64");
  if (/[/+]json$/.test(type)) return JSON.parse(JSON.stringify(content)) as unknown;
  return typeof content === "string" ? content : valueText(content);
}

function kindBundle(value: unknown): MimeBundle | null {
  if (typeof value !== "object" || value === null) return null;
  if (isFigure(value)) return figuresBundle([value]);
  if (isTensor(value)) return tensorBundle(value);
  if (isNumbers(value)) return fileBundle(value) ?? typedArrayBundle(value);
  if (isDataSet(value)) return dataSetBundle(value);
  if (isSamples(value)) return samplesBundle(value);
  if (isTrainingResult(value)) return trainingBundle(value);
  if (isHistory(value)) return historyBundle(value);
  if (Array.isArray(value) && value.length > 0 && value.every(isFigure))
    return figuresBundle(value);
  if (!isTable(value)) return null;
  return {
    data: { "text/html": tableHtml(value), "text/plain": valueText(value) },
    metadata: {},
  };
}

const pictures = [
  ["image/png", [0x89, 0x50, 0x4e, 0x47]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/gif", [0x47, 0x49, 0x46, 0x38]],
] as const;

/** The bytes of a picture are shown as the picture. */
function fileBundle(bytes: object): MimeBundle | null {
  if (!(bytes instanceof Uint8Array)) return null;
  const found = pictures.find(([, begin]) => begin.every((byte, i) => bytes[i] === byte));
  if (!found) return null;
  const text = `${bytes.length} bytes of ${found[0]}`;
  return {
    data: { [found[0]]: Buffer.from(bytes).toString("base64"), "text/plain": text },
    metadata: {},
  };
}
