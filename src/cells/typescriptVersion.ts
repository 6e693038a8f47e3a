/** Of the TypeScript that checks cells, which is tslab's; read without loading it. */
import { createRequire } from "node:module";

export function typescriptVersion(): string {
  const tslab = createRequire(import.meta.url).resolve("tslab/package.json");
  const manifest: unknown = createRequire(tslab)("@tslab/typescript-for-tslab/package.json");
  return (manifest as { readonly version: string }).version;
}
