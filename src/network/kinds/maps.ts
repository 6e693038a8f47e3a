/** `maps=[[0,1,2],…]`: for each filter the input maps that it sees, as in LeNet-5's table (LeCun 1998, table I). */
import type { Value } from "../../language/syntax.js";
import type { HeadContext } from "../headContext.js";
import type { Hint } from "../../language/diagnostic.js";
import type { Span } from "../../language/source.js";
import { leaveOut, rewrite } from "../finding.js";
import { describeValue } from "../headContext.js";
import { plural } from "../wording.js";

type Table = readonly (readonly number[])[];

/** null where there is no table, or none that fits. Gives C405, C408 and C212. */
export function readMaps(context: HeadContext, filters: number): Table | null {
  const option = context.options.get("maps");
  if (!option?.value) return null;
  if (context.options.has("group")) {
    context.report({
      code: "C408",
      span: option.span,
      message: "`maps` and `group` cannot both say what a filter sees",
      hints: [leaveOut(option.span, "leave `maps` out")],
    });
    return null;
  }
  const rows = readRows(option.value, filters, context);
  const table = rows?.map((row) => readRow(row, context)) ?? [null];
  return table.every((row) => row !== null) ? table : null;
}

function readRows(value: Value, filters: number, { report }: HeadContext): readonly Value[] | null {
  const { span } = value;
  if (value.kind !== "list") {
    const message = `\`maps\` is a list of lists; received ${describeValue(value)}`;
    const help = "write a list for each filter, as in `maps=[[0,1],[1,2]]`";
    report({ code: "C405", span, message, hints: [rewrite(span, "[[0],[0]]", help)] });
    return null;
  }
  const rows = value.items;
  if (Number.isNaN(filters) || rows.length === filters) return rows;
  const message = `\`maps\` needs a list for each of the ${plural(filters, "filter")}; received ${plural(rows.length, "list")}`;
  report({ code: "C212", span, message, hints: [tableFor(filters, rows, span)] });
  return null;
}

/** The table with rows dropped, or `[0]` for those that are missing. */
function tableFor(filters: number, rows: readonly Value[], span: Span): Hint {
  const { text } = span.source;
  const written = rows.slice(0, filters).map((row) => text.slice(row.span.start, row.span.end));
  const missing = Math.min(Math.max(filters - rows.length, 0), 64);
  const table = `[${[...written, ...Array.from({ length: missing }, () => "[0]")].join(",")}]`;
  return rewrite(
    span,
    table,
    rows.length > filters ? "leave the last lists out" : "add the lists that are missing",
  );
}

function readRow(row: Value, { input, report }: HeadContext): readonly number[] | null {
  const channels = input[2] ?? NaN;
  if (row.kind !== "list" || row.items.length === 0) {
    report({
      code: "C405",
      span: row.span,
      message: "each filter needs a list of input maps",
      hints: [rewrite(row.span, "[0]")],
    });
    return null;
  }
  const numbers: number[] = [];
  for (const item of row.items) {
    const value = item.kind === "number" ? item.value : NaN;
    const fits =
      Number.isInteger(value) && value >= 0 && !(value >= channels) && !numbers.includes(value);
    if (!fits) {
      const message = `an input map is a number from 0 to ${channels - 1}, each once; received ${describeValue(item)}`;
      const free = Array.from({ length: channels }, (_, map) => map).find(
        (map) => !numbers.includes(map),
      );
      report({
        code: "C212",
        span: item.span,
        message,
        hints: [rewrite(item.span, String(free ?? 0))],
      });
      return null;
    }
    numbers.push(value);
  }
  return numbers;
}
