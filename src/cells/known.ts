/**
 * What cells know of those before them. Plain data, held where the kernel is, so that the thread that compiles can be replaced at
 * any time. Each change is a new value with a new number.
 */
import type { SharedNames } from "./sharedNames.js";

export interface Known {
  readonly number: number;
  /** Of TypeScript cells, as a declaration file. */
  readonly declarations: string;
  /** ConvScript cells that have run, in order. */
  readonly convCells: readonly string[];
  readonly shared: SharedNames;
  /** Shared names that are newer than a declaration of the same name. */
  readonly newer: readonly string[];
  /** Names that the last cell, in TypeScript, declared. */
  readonly declared: readonly string[];
}

export const nothingKnown: Known = {
  number: 0,
  declarations: "",
  convCells: [],
  shared: { networks: [], data: [] },
  newer: [],
  declared: [],
};

type Change = Partial<Omit<Known, "number">>;

function changed(known: Known, change: Change): Known {
  return { ...known, ...change, number: known.number + 1 };
}

export function afterConv(known: Known, code: string): Known {
  return changed(known, { convCells: [...known.convCells, code], declared: [] });
}

/** `declarations` hold those of all cells; what a cell declares is its own until the executor says otherwise. */
export function afterTypeScript(
  known: Known,
  declarations: string,
  declared: readonly string[],
): Known {
  const newer = known.newer.filter((name) => !declared.includes(name));
  return changed(known, { declarations, declared, newer });
}

/** A name that is new or whose text is new, and that the last cell did not declare, is what the executor says it is. */
export function withShared(known: Known, shared: SharedNames): Known {
  const before = textsByName(known.shared);
  const now = textsByName(shared);
  const fresh = [...now.keys()].filter(
    (name) => now.get(name) !== before.get(name) && !known.declared.includes(name),
  );
  const newer = [...known.newer.filter((name) => now.has(name)), ...fresh];
  if (fresh.length === 0 && now.size === before.size) return known;
  return changed(known, { shared, newer: [...new Set(newer)] });
}

function textsByName({ networks, data }: SharedNames): ReadonlyMap<string, string> {
  return new Map([
    ...data.map((name) => [name, ""] as const),
    ...networks.map(({ name, text }) => [name, text] as const),
  ]);
}

/**
 * The declaration file that a cell is checked against. Of two declarations the first counts, so the newer shared names come
 * first and the others last.
 */
export function declarationFile({ declarations, shared, newer }: Known): string {
  const line = (name: string, type: string): string =>
    `declare const ${name}: ${sharedTypes}.${type};\n`;
  const lines = new Map([
    ...shared.data.map((name) => [name, line(name, "DataSet")] as const),
    ...shared.networks.map(({ name }) => [name, line(name, "Net")] as const),
  ]);
  const first = newer.map((name) => lines.get(name) ?? "");
  const last = [...lines].flatMap(([name, one]) => (newer.includes(name) ? [] : [one]));
  return [...first, declarations, ...last].join("");
}

/** Where the types of shared names are; nothing else is declared so. */
export const sharedTypes = "__convscriptShared";
const sharedLine = new RegExp(String.raw`^declare const \w+: ${sharedTypes}\.\w+;\n`, "gm");

/** The same without the shared names, for what a cell leaves behind. */
export function ownDeclarations(file: string): string {
  return file.replace(sharedLine, "");
}

/** A new executor knows no names. */
export function afterReset(known: Known): Known {
  return { ...nothingKnown, number: known.number + 1 };
}
