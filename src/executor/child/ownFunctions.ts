/**
 * `convscript` in ES modules that Node loads for cells: packages, files. In: the functions that cells have. Holds: an `import`
 * gives these from any folder, also where a package of that name is installed.
 */
import nodeModule from "node:module";
import { defineFixed } from "./intact.js";
import { resolve } from "./resolveOwn.js";

/** The global that `ownPackage.ts` takes them from. */
export const ownFunctions = "__convscriptOwn";

type RegisterHooks = (hooks: { readonly resolve: typeof resolve }) => void;

/** The result is called before Node loads an ES module; where hooks run in a thread of their own, it is begun then. */
export function offerOwn(own: object): () => void {
  defineFixed(ownFunctions, own);
  const registerHooks: unknown = Reflect.get(nodeModule, "registerHooks");
  let ready = typeof registerHooks === "function";
  if (ready) (registerHooks as RegisterHooks)({ resolve });
  return () => {
    if (!ready) nodeModule.register("./resolveOwn.js", import.meta.url);
    ready = true;
  };
}
