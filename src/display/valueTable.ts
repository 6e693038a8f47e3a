/** Arrays of plain records as tables. In: an array. Out: HTML, bounded in rows and columns, all text escaped. */
import { escapeHtml, shortened } from "../views/escape.js";
import { reason, valueText } from "./valueText.js";

const mostRows = 100;
const mostColumns = 20;
const longestCell = 80;

type Row = Readonly<Record<string, unknown>>;

export function isTable(value: unknown): value is readonly Row[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  return value.slice(0, mostRows).every(isRecord);
}

function isRecord(value: unknown): value is Row {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.keys(value).length > 0;
}

export function tableHtml(rows: readonly Row[]): string {
  const shown = rows.slice(0, mostRows);
  const all = [...new Set(shown.flatMap((row) => Object.keys(row)))];
  const columns = all.slice(0, mostColumns);
  const head = columns.map((name) => `<th>${escapeHtml(shortened(name, longestCell))}</th>`);
  const body = shown.map(
    (row, i) => `<tr><th>${i}</th>${columns.map((name) => cellHtml(row, name)).join("")}</tr>`,
  );
  const left = [
    ...(rows.length > mostRows ? [`${rows.length - mostRows} more rows`] : []),
    ...(all.length > mostColumns ? [`${all.length - mostColumns} more columns`] : []),
  ];
  const note = left.length > 0 ? `<p>${left.join(", ")}</p>` : "";
  return `<table><thead><tr><th></th>${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table>${note}`;
}

function cellHtml(row: Row, name: string): string {
  if (!Object.hasOwn(row, name)) return "<td></td>";
  return `<td>${escapeHtml(shortened(cellText(row, name), longestCell))}</td>`;
}

function cellText(row: Row, name: string): string {
  try {
    return valueText(row[name], 0);
  } catch (error) {
    return `(${reason(error)})`;
  }
}
