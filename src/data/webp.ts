/** WebP by Google's decoder as WebAssembly. It is loaded once, before the first such file is decoded. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const decoderFile = "@jsquash/webp/codec/dec/webp_dec";

/** Four bytes a pixel: red, green, blue, opacity. */
interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** The part of the package's module that we call; its own types need those of a browser. */
interface Decoder {
  decode(bytes: Uint8Array): Decoded | null;
}

type OpenDecoder = (options: { noInitialRun: true; wasmBinary: Uint8Array }) => Promise<Decoder>;

let decoder: Decoder | null = null;

export async function loadWebp(): Promise<void> {
  if (decoder) return;
  const wasmBinary = readFileSync(createRequire(import.meta.url).resolve(`${decoderFile}.wasm`));
  const { default: open } = (await import(`${decoderFile}.js`)) as { default: OpenDecoder };
  decoder = await open({ noInitialRun: true, wasmBinary });
}

/** `loadWebp` comes first. */
export function decodeWebp(bytes: Uint8Array): Decoded {
  if (!decoder) throw new Error("WebP's decoder has not been loaded");
  const decoded = decoder.decode(bytes);
  if (!decoded) throw new Error("its pixels cannot be unpacked");
  return decoded;
}
