/**
 * Where Node finds `convscript` when it loads a file that cells import: the functions that cells have. A hook of Node's module
 * system, which may run in a thread of its own; so it loads nothing.
 */
const own = new URL("./ownPackage.js", import.meta.url).href;

interface Resolved {
  readonly url: string;
  readonly shortCircuit?: boolean;
}

export function resolve<Next>(
  specifier: string,
  context: unknown,
  next: (specifier: string, context: unknown) => Next,
): Next | Resolved {
  return specifier === "convscript" ? { url: own, shortCircuit: true } : next(specifier, context);
}
