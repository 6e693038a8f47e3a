/**
 * `data d = csv "file"`: a table of text, plain or gzip. A row is the label, then the values of one image, row by row of its
 * pixels. In: a path. Out: samples with pixels 0 to 1, or the line and column that is wrong. A first line without numbers
 * is a header.
 */
import type { Shape } from "../network/network.js";
import { sizeOf } from "../network/variables.js";
import { badFile, withBytes, type DataFile, type Take } from "./bytes.js";
import { divided, numberedClasses, type SplitOptions } from "./classes.js";
import type { DataSet } from "./dataSet.js";
import { growing, type Growing } from "./growing.js";

export interface CsvOptions extends SplitOptions {
  /** Height x width, or height x width x channels. */
  readonly size?: readonly number[];
}

interface Table {
  readonly labels: string[];
  readonly values: Growing;
  /** Values of a row. */
  width: number;
  largest: number;
}

/** Throws R104, R201 and R206. */
export async function readCsvSet(
  name: string,
  file: DataFile,
  { size, ...split }: CsvOptions,
): Promise<DataSet> {
  const table = await readTable(file);
  if (table.labels.length === 0) throw badFile(file, "holds no rows");
  const shape = shapeOf(file, table.width, size);
  const { labels, classNames } = classesOf(file, table.labels);
  const images = table.values.whole();
  if (table.largest > 1) images.forEach((value, i) => (images[i] = value / 255));
  return divided({ name, samples: { shape, images, labels }, classNames }, split);
}

async function readTable(file: DataFile): Promise<Table> {
  const table: Table = { labels: [], values: growing(), width: 0, largest: 0 };
  let line = 0;
  await withBytes(file, async (take) => {
    let separator = ",";
    for await (const text of linesOf(take)) {
      line++;
      if (line === 1) separator = [",", ";", "\t"].find((one) => text.includes(one)) ?? ",";
      if (text.trim() === "") continue;
      const fields = text.split(separator).map(unquoted);
      if (line === 1 && isHeader(fields)) continue;
      addRow(file, table, fields, line);
    }
  });
  return table;
}

const pieceBytes = 1 << 16;

async function* linesOf(take: Take): AsyncGenerator<string, void> {
  const decoder = new TextDecoder("utf-8");
  let rest = "";
  for (let piece = await take(pieceBytes); piece.length > 0; piece = await take(pieceBytes)) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? "";
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== "") yield rest;
}

function unquoted(field: string): string {
  const text = field.trim();
  return /^".*"$/.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text;
}

function isHeader([, ...values]: readonly string[]): boolean {
  return values.length > 0 && values.every((value) => Number.isNaN(numberOf(value)));
}

/** NaN for what is no number; a number that is too large is infinite. */
function numberOf(text: string): number {
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : NaN;
}

function addRow(file: DataFile, table: Table, fields: readonly string[], line: number): void {
  const [label = "", ...values] = fields;
  if (table.labels.length === 0) table.width = values.length;
  if (label === "") throw badFile(file, `has no label in line ${line}`);
  if (values.length === 0) throw badFile(file, `has no values in line ${line}`, rowHint);
  if (values.length !== table.width) {
    const reason = `has ${values.length} values in line ${line}; those before have ${table.width}`;
    throw badFile(file, reason);
  }
  table.labels.push(label);
  values.forEach((text, index) => {
    const value = pixelOf(file, text, line, index + 2);
    table.largest = Math.max(table.largest, value);
    table.values.add(value);
  });
}

const rowHint = ["a row is the label, then the values, with commas between them"];

function pixelOf(file: DataFile, text: string, line: number, column: number): number {
  const value = numberOf(text);
  if (value >= 0 && value <= 255) return value;
  const what = text === "" ? "nothing" : `\`${text}\``;
  throw badFile(
    file,
    `has ${what} in line ${line}, column ${column}; expected a pixel from 0 to 255`,
    ["pixels are 0 to 255, or all of them 0 to 1"],
  );
}

/** Whole numbers are class numbers; of other labels each is a class, in the order of their names. */
function classesOf(file: DataFile, labels: readonly string[]) {
  const names = [...new Set(labels)].sort();
  if (names.every((name) => !Number.isNaN(numberOf(name)))) return numbered(file, labels);
  const places = new Map(names.map((name, index) => [name, index]));
  return {
    labels: Int32Array.from(labels, (label) => places.get(label) ?? 0),
    classNames: names,
  };
}

/** More classes than this are taken for values. */
const maxClasses = 100_000;

function numbered(file: DataFile, labels: readonly string[]) {
  const wrong = labels.findIndex((label) => {
    const value = Number(label);
    return !Number.isInteger(value) || value < 0 || value >= maxClasses;
  });
  if (wrong >= 0) {
    const reason = `has the label ${labels[wrong]} in row ${wrong + 1}; expected a class number from 0`;
    throw badFile(file, reason, ["the label comes first, then the values"]);
  }
  const numbers = Int32Array.from(labels, Number);
  return { labels: numbers, classNames: numberedClasses(numbers) };
}

/** A row of a square number of values is a grey square; of another number a vector. */
function shapeOf(file: DataFile, width: number, size: readonly number[] | undefined): Shape {
  const side = Math.sqrt(width);
  if (!size) return Number.isInteger(side) ? [side, side, 1] : [width];
  const [height = 1, across = height, channels] = size;
  const shape = [height, across, channels ?? width / (height * across)];
  if (sizeOf(shape) === width && [1, 3].includes(shape[2] ?? 0)) return shape;
  const reason = `has ${width} values a row; \`size=${size.join("x")}\` takes ${height * across}, or ${height * across * 3} in colour`;
  throw badFile(file, reason, [`write the size of an image of ${width} values`]);
}
