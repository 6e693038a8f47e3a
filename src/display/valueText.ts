/** Any value as text. In: any value, hostile ones too. Out: bounded text. Never throws. */
import { inspect } from "node:util";

const longest = 100_000;

/** Strings are as they are: a table of text stays a table. */
export function valueText(value: unknown, depth = 4): string {
  try {
    const text = typeof value === "string" ? value : inspected(value, depth);
    return bounded(text);
  } catch (error) {
    return `(a value that cannot be shown: ${reason(error)})`;
  }
}

function inspected(value: unknown, depth: number): string {
  return inspect(value, {
    depth,
    breakLength: 100,
    maxArrayLength: 100,
    maxStringLength: 10_000,
  });
}

function bounded(text: string): string {
  if (text.length <= longest) return text;
  const cut = text.slice(0, longest).replace(/[\ud800-\udbff]$/, "");
  return `${cut}… ${text.length - cut.length} more characters`;
}

export function reason(error: unknown): string {
  try {
    return error instanceof Error ? error.message : inspect(error, { depth: 0 });
  } catch {
    return "its reason cannot be read";
  }
}
