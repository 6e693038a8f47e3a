/**
 * Notebook files, nbformat 4 (<https://nbformat.readthedocs.io>). In: the text of an `.ipynb`. Out: its cells, and back the text
 * as Jupyter writes it, so that a run changes nothing but outputs and counts.
 */
import type { MimeBundle } from "../display/bundle.js";

export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly minor: number;
}

/** Fields that are not ours stay as they are. */
export interface Cell {
  readonly kind: "code" | "markdown" | "raw";
  readonly source: string;
  readonly count: number | null;
  readonly outputs: readonly Output[];
  readonly rest: Readonly<Record<string, unknown>>;
}

export type Output =
  | { readonly kind: "stream"; readonly name: "stdout" | "stderr"; readonly text: string }
  | ({ readonly kind: "display" } & MimeBundle)
  | ({ readonly kind: "result"; readonly count: number } & MimeBundle)
  | {
      readonly kind: "error";
      readonly name: string;
      readonly message: string;
      readonly traceback: readonly string[];
    };

/** A text says why it is not a notebook. */
export function readNotebook(text: string): Notebook | string {
  const value = parsed(text);
  if (value === null) return "it is not JSON";
  const { nbformat, nbformat_minor: minor, cells, metadata } = value;
  if (nbformat !== 4) return `it has nbformat ${JSON.stringify(nbformat)}; expected 4`;
  if (!Array.isArray(cells)) return "it has no list of cells";
  const read = cells.map(readCell);
  const wrong = read.findIndex((cell) => cell === null);
  if (wrong >= 0) return `its cell ${wrong + 1} has no type that is known`;
  return {
    cells: read.filter((cell) => cell !== null),
    metadata: isRecord(metadata) ? metadata : {},
    minor: typeof minor === "number" ? minor : 5,
  };
}

type JsonRecord = Readonly<Record<string, unknown>>;

function parsed(text: string): JsonRecord | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const kinds = ["code", "markdown", "raw"] as const;

function readCell(value: unknown): Cell | null {
  if (!isRecord(value)) return null;
  const { cell_type: type, source, execution_count: count, outputs, ...rest } = value;
  const kind = kinds.find((one) => one === type);
  if (!kind) return null;
  return {
    kind,
    source: joined(source),
    count: typeof count === "number" ? count : null,
    outputs: Array.isArray(outputs) ? outputs.flatMap(readOutput) : [],
    rest,
  };
}

/** Of a kind that is not known nothing is kept: a run writes outputs anew. */
function readOutput(value: unknown): readonly Output[] {
  if (!isRecord(value)) return [];
  const { output_type: type, name, text, ename, evalue, traceback, execution_count: count } = value;
  switch (type) {
    case "stream":
      return [{ kind: "stream", name: name === "stderr" ? name : "stdout", text: joined(text) }];
    case "error":
      return [
        {
          kind: "error",
          name: joined(ename),
          message: joined(evalue),
          traceback: linesOf(traceback),
        },
      ];
    case "display_data":
      return [{ kind: "display", ...readBundle(value) }];
    case "execute_result":
      return [
        { kind: "result", count: typeof count === "number" ? count : 0, ...readBundle(value) },
      ];
    default:
      return [];
  }
}

function readBundle({ data, metadata }: JsonRecord): MimeBundle {
  const texts = Object.entries(isRecord(data) ? data : {}).map(([type, value]) => [
    type,
    Array.isArray(value) && isText(type) ? joined(value) : value,
  ]);
  const read = Object.fromEntries(texts) as JsonRecord;
  return { data: read, metadata: isRecord(metadata) ? metadata : {} };
}

function linesOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Texts are strings or lists of lines. */
function joined(value: unknown): string {
  return Array.isArray(value) ? value.join("") : typeof value === "string" ? value : "";
}

export function notebookText({ cells, metadata, minor }: Notebook): string {
  const value = { cells: cells.map(cellJson), metadata, nbformat: 4, nbformat_minor: minor };
  return `${JSON.stringify(value, null, 1)}\n`;
}

function cellJson({ kind, source, count, outputs, rest }: Cell): object {
  const code = kind === "code" ? { execution_count: count, outputs: outputs.map(outputJson) } : {};
  const all: JsonRecord = { ...rest, cell_type: kind, ...code, source: lines(source) };
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function outputJson(output: Output): object {
  switch (output.kind) {
    case "stream":
      return { name: output.name, output_type: "stream", text: lines(output.text) };
    case "display":
      return { ...bundleJson(output), output_type: "display_data" };
    case "result":
      return {
        ...bundleJson(output),
        execution_count: output.count,
        output_type: "execute_result",
      };
    case "error":
      return {
        ename: output.name,
        evalue: output.message,
        output_type: "error",
        traceback: output.traceback,
      };
  }
}

function bundleJson({ data, metadata }: MimeBundle): object {
  const texts = Object.entries(data).map(([type, value]) => [
    type,
    typeof value === "string" && isText(type) ? lines(value) : value,
  ]);
  return { data: Object.fromEntries(texts) as object, metadata };
}

/** Base64 stays one line. */
function isText(type: string): boolean {
  return type.startsWith("text/") || type === "image/svg+xml";
}

function lines(text: string): readonly string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}
