/** Texts that a text brings in with `use`. The checker itself reads no files: it is given these functions. */
import type { Source } from "../language/source.js";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { sourceOf } from "../language/source.js";
import { packageRoot } from "../packageRoot.js";

export interface Files {
  /** The families of classic networks that `use` knows. */
  readonly libraries: readonly string[];
  readonly library: (name: string) => Source;
  /** The text at a path written in the source, or why there is none. */
  readonly read: (path: string, from: Source) => Source | { readonly problem: string };
}

const folder = join(packageRoot, "grammar", "networks");

/** The disk: libraries of the package, other files relative to the text that uses them. */
export function diskFiles(): Files {
  const libraries = readdirSync(folder).flatMap((file) =>
    file.endsWith(".conv") ? [file.slice(0, -5)] : [],
  );
  return {
    libraries,
    library: readLibrary,
    read: (path, from) => readText(isAbsolute(path) ? path : join(dirname(from.file), path)),
  };
}

const libraryTexts = new Map<string, Source>();

/** One Source a library and process, so that what is derived from it is derived once. */
function readLibrary(name: string): Source {
  const known = libraryTexts.get(name);
  if (known) return known;
  const path = join(folder, `${name}.conv`);
  const source = sourceOf(`${name}.conv`, readFileSync(path, "utf8"));
  libraryTexts.set(name, source);
  return source;
}

export function readText(path: string): Source | { readonly problem: string } {
  try {
    return decodeText(path, readFileSync(path));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return { problem: readProblems[code] ?? `it cannot be read (${code || String(error)})` };
  }
}

const readProblems: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "it may not be read by you",
  ENOTDIR: "its folder is a file",
};

/** Bytes as a text under its name, or why they are none. */
export function decodeText(path: string, bytes: Buffer): Source | { readonly problem: string } {
  if (bytes.includes(0)) return { problem: "it is a binary file, not a text" };
  try {
    return sourceOf(path, new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return { problem: "it is not UTF-8 text" };
  }
}
