/** Files of a folder that has a folder for each class. In: a path. Out: names below it, in the order of their names, and classes. */
import { readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Problem, systemReason } from "../problem/problem.js";

export interface FolderFiles {
  /** Below the folder. */
  readonly names: readonly string[];
  /** Of each file its class. */
  readonly labels: readonly number[];
}

export interface ListedFolder extends FolderFiles {
  readonly classNames: readonly string[];
}

const layout = ["it is written `photos/cat/1.jpg`, `photos/dog/1.jpg`: a folder for each class"];

/** Folders in a class's folder belong to it; what begins with a dot is left out. Throws R201 and R104. */
export async function listFolder(path: string): Promise<ListedFolder> {
  const classNames = entriesOf(path).filter((name) => isFolder(join(path, name)));
  if (classNames.length === 0) {
    throw new Problem("R104", `"${path}" holds no folders; expected one for each class`, {
      hints: layout,
      about: "path",
    });
  }
  const names: string[] = [];
  const labels: number[] = [];
  for (const [label, folder] of classNames.entries()) {
    for (const name of filesBelow(path, folder, [realpathSync(path)])) {
      names.push(name);
      labels.push(label);
    }
    await setImmediate();
  }
  return { classNames, names, labels };
}

/** A link back to a folder that is being walked is not followed. */
function* filesBelow(root: string, folder: string, above: readonly string[]): Generator<string> {
  const real = realpathSync(join(root, folder));
  if (above.includes(real)) return;
  for (const entry of entriesOf(join(root, folder))) {
    const name = join(folder, entry);
    if (isFolder(join(root, name))) yield* filesBelow(root, name, [...above, real]);
    else yield name;
  }
}

/** In the order of their code units, which is the same on every machine. */
function entriesOf(path: string): readonly string[] {
  try {
    return readdirSync(path)
      .filter((name) => !name.startsWith("."))
      .sort();
  } catch (error) {
    throw new Problem("R201", `"${path}" cannot be read: ${systemReason(error)}`, {
      about: "path",
    });
  }
}

/** A link to nowhere is taken for a file, which is then found to be unreadable. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
