/** A file's new content, all of it or nothing: written beside, then renamed into place. */
import { chmodSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { basename, dirname, join } from "node:path";

/** Keeps the file's mode, and a link to it a link. Throws what the file system throws, with the old file as it was. */
export function replaceFile(path: string, content: string): void {
  const place = realpathSync(path);
  const beside = join(dirname(place), `.${basename(place)}.${randomUUID()}`);
  try {
    writeFileSync(beside, content, { flag: "wx" });
    chmodSync(beside, statSync(place).mode);
    renameSync(beside, place);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
