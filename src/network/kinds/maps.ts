/** `maps=[[0,1,2],…]`: for each filter the input maps that it sees, as in LeNet-5's table (LeCun 1998, table I). */
import type { Value } from "../../language/syntax.js";
import type { HeadContext } from "../headContext.js";
import { describeValue } from "../headContext.js";
import { plural } from "../wording.js";

/** null where there is no table, or none that fits. Gives C405, C408 and C212. */
export function readMaps(
  context: HeadContext,
  filters: number,
): readonly (readonly number[])[] | null {
  const option = context.options.get("maps");
  if (!option?.value) return null;
  const { report } = context;
  if (context.options.has("group")) {
    report({
      code: "C408",
      span: option.span,
      message: "`maps` and `group` cannot both say what a filter sees",
    });
    return null;
  }
  if (option.value.kind !== "list") {
    const message = `\`maps\` is a list of lists, as in maps=[[0,1],[1,2]]; received ${describeValue(option.value)}`;
    report({ code: "C405", span: option.value.span, message });
    return null;
  }
  const rows = option.value.items;
  if (!Number.isNaN(filters) && rows.length !== filters) {
    const message = `\`maps\` needs a list for each of the ${plural(filters, "filter")}; received ${plural(rows.length, "list")}`;
    report({ code: "C212", span: option.value.span, message });
    return null;
  }
  const table = rows.map((row) => readRow(row, context));
  return table.every((row) => row !== null) ? table : null;
}

function readRow(row: Value, { input, report }: HeadContext): readonly number[] | null {
  const channels = input[2] ?? NaN;
  if (row.kind !== "list" || row.items.length === 0) {
    report({
      code: "C405",
      span: row.span,
      message: "each filter needs a list of input maps, as in [0,1,2]",
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
      report({ code: "C212", span: item.span, message });
      return null;
    }
    numbers.push(value);
  }
  return numbers;
}
