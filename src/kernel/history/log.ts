/** The file of this kernel's session. Holds: lines are written in order; where the disk refuses, nothing else is lost. */
import { appendFile, rename, rm, writeFile } from "node:fs/promises";
import { newSession, sessionFile, type Line } from "./sessions.js";

export interface Log {
  readonly session: number;
  append(line: Line): void;
  replace(lines: readonly Line[]): void;
  /** Resolves when all of it is on disk. */
  written(): Promise<void>;
}

export function openLog(folder: string, onError: (error: unknown) => void): Log {
  const session = takeSession(folder, onError);
  let writing: Promise<void> = Promise.resolve();

  function write(work: (path: string) => Promise<void>): void {
    if (session === null) return;
    writing = writing.then(() => work(sessionFile(folder, session))).catch(onError);
  }

  return {
    session: session ?? 1,
    append: (line) => write((path) => appendFile(path, textOf([line]), { mode: 0o600 })),
    replace: (lines) => write((path) => replaceText(path, textOf(lines))),
    written: () => writing,
  };
}

function takeSession(folder: string, onError: (error: unknown) => void): number | null {
  try {
    return newSession(folder);
  } catch (error) {
    onError(error);
    return null;
  }
}

/** Written beside and renamed, so that a kill leaves the old file or the new one. */
async function replaceText(path: string, text: string): Promise<void> {
  const beside = `${path}.new`;
  try {
    await writeFile(beside, text, { mode: 0o600 });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

function textOf(lines: readonly Line[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}
