/** What cells give as what JSON can hold. */
import { parse, stringify } from "./intact.js";

export function base64({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}

export function plainJson(value: unknown): unknown {
  const text = stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError("expected a value that JSON can hold");
  return parse(text);
}
