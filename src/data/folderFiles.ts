/** Files of a folder that has a folder for each class. In: a path. Out: its classes, and one file after another, in the order of their names. */
import { readdirSync, realpathSync, statSync, type Dirent } from "node:fs";
import { join } from "node:path";
import { Problem, systemReason } from "../problem/problem.js";

export interface FolderFile {
  /** Below the folder. */
  readonly name: string;
  /** The number of its class. */
  readonly label: number;
}

const layout = ["it is written `photos/cat/1.jpg`, `photos/dog/1.jpg`: a folder for each class"];

/** Throws R201 and R104. */
export function listClasses(path: string): readonly string[] {
  const classNames = entriesOf(path)
    .filter((entry) => isFolder(path, entry))
    .map(({ name }) => name);
  if (classNames.length > 0) return classNames;
  throw new Problem("R104", `"${path}" holds no folders; expected one for each class`, {
    hints: layout,
    about: "path",
  });
}

/** Folders in a class's folder belong to it; what begins with a dot is left out. One folder is listed at a time. Throws R201. */
export function* filesOf(path: string, classNames: readonly string[]): Generator<FolderFile> {
  const root = realpathSync(path);
  for (const [label, folder] of classNames.entries())
    for (const name of filesBelow(path, folder, [root])) yield { name, label };
}

/** A link back to a folder that is being walked is not followed. */
function* filesBelow(root: string, folder: string, above: readonly string[]): Generator<string> {
  const path = join(root, folder);
  const real = realpathSync(path);
  if (above.includes(real)) return;
  for (const entry of entriesOf(path)) {
    const name = join(folder, entry.name);
    if (isFolder(path, entry)) yield* filesBelow(root, name, [...above, real]);
    else yield name;
  }
}

/** In the order of their code units, which is the same on every machine. */
function entriesOf(path: string): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter(({ name }) => !name.startsWith("."))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw new Problem("R201", `"${path}" cannot be read: ${systemReason(error)}`, {
      about: "path",
    });
  }
}

/** A link to nowhere is taken for a file, which is then found to be unreadable. */
function isFolder(path: string, entry: Dirent): boolean {
  if (entry.isFile() || entry.isDirectory()) return entry.isDirectory();
  try {
    return statSync(join(path, entry.name)).isDirectory();
  } catch {
    return false;
  }
}
