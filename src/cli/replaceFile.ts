/** A file's new content, all of it or nothing: written beside, then renamed into place. */
import { chmodSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { basename, dirname, join } from "node:path";

/** A new file, or one that was there: that keeps its mode, and a link to it a link. Throws what the file system throws, with the old file as it was. */
export function replaceFile(path: string, content: string): void {
  const before = statSync(path, { throwIfNoEntry: false });
  const place = before ? realpathSync(path) : path;
  const beside = join(dirname(place), `.${basename(place)}.${randomUUID()}`);
  try {
    writeFileSync(beside, content, { flag: "wx" });
    if (before) chmodSync(beside, before.mode);
    renameSync(beside, place);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
