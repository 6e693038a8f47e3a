/** Folders that appear whole: made under a name of their own, then renamed into place. */
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/** Runs `make` on an empty folder beside the others; whatever happens, nothing of it is left but what was published. */
export async function withNewFolder<T>(
  parent: string,
  make: (folder: string) => Promise<T>,
): Promise<T> {
  await mkdir(parent, { recursive: true });
  await removeAbandoned(parent);
  const folder = await mkdtemp(join(parent, `new-${process.pid}-`));
  try {
    return await make(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Moves a finished folder into its place; what was there gives way, that of another set-up at the same time too. */
export async function publish(folder: string, place: string): Promise<void> {
  await chmod(folder, 0o755);
  const old = `${folder}-old`;
  for (let tries = 1; ; tries++) {
    await rename(place, old).catch(() => undefined);
    try {
      await rename(folder, place);
      return;
    } catch (error) {
      if (tries === 10) throw error;
    } finally {
      await rm(old, { recursive: true, force: true });
    }
  }
}

/** What set-ups left that were interrupted: their folders carry the number of a process that has ended. */
async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const owner = /^new-(\d+)-/.exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    await rm(join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
