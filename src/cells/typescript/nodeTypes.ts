/**
 * Types of Node's own modules. Those that are large, rarely imported and bring no global name stand for `any` until a file
 * imports one of them, as a cell or a package does: a sixth of the thread's memory.
 */
const late: ReadonlySet<string> = new Set([
  ...["child_process", "cluster", "http2", "https"],
  ...["inspector", "repl", "test", "zlib"],
]);

const folder = "/@types/node/";

/** The same modules, declared without what is in them; null where the file is another. */
export function stubOf(path: string, text: string): string | null {
  const [, module = ""] = /\/@types\/node\/(\w+)(?:\.generated)?\.d\.ts$/.exec(path) ?? [];
  if (!late.has(module)) return null;
  const heads = text.match(/^declare module ["'][^"']+["']/gm) ?? [];
  return heads.map((head) => `${head};\n`).join("");
}

/** Node's types name each other without need. */
export function wantsLate(specifier: string, importer: string): boolean {
  const [module = ""] = specifier.replace(/^node:/, "").split("/");
  return late.has(module) && !importer.includes(folder);
}
