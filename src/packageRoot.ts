/** The package's own folder: where the networks, the data and the engine lie, from source and from dist alike. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const packageRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : findRoot(dirname(folder));
}

const ownFolders = ["dist", "src"].flatMap((name) => {
  const folder = join(packageRoot, name, "/");
  return [folder, pathToFileURL(folder).href];
});

/** A line of a stack trace that is about our own text, not the user's. */
export function isOwnFrame(line: string): boolean {
  return /^\s+at /.test(line) && ownFolders.some((folder) => line.includes(folder));
}
