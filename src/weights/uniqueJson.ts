/** A table in JSON, in which no name may stand twice: JSON.parse would silently take the last. */

/** A text says what is wrong. */
export function parseUniqueJson(text: string): ReadonlyMap<string, unknown> | string {
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch {
    return "its header is not JSON";
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return "its header is not a table";
  }
  const twice = repeatedName(text);
  if (twice !== null) return `its header has \`${twice}\` twice`;
  return new Map(Object.entries(value));
}

/** Walks over valid JSON; a text before a colon is a name of the innermost table. */
function repeatedName(text: string): string | null {
  const open: Set<string>[] = [];
  let name = "";
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (token === "{" || token === "[") open.push(new Set());
    else if (token === "}" || token === "]") open.pop();
    else if (token !== ":") name = token;
    else {
      const key = JSON.parse(name) as string;
      if (open.at(-1)?.has(key)) return key;
      open.at(-1)?.add(key);
    }
  }
  return null;
}
