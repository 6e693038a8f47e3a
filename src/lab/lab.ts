/**
 * `convscript lab`. In: a folder of notebooks. Out: a JupyterLab on it with our kernel, until Ctrl-C. Holds: a JupyterLab that is
 * there is used as it is and nothing is written into it; where there is none, one is set up in `.jupyter`; the kernel that it
 * offers is that of this very package.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Progress } from "../engine/progress.js";
import { defaultName, installKernel } from "../kernel/install.js";
import { readyLab, setUpLab, type NoLab } from "./environment.js";
import { findLab, type Lab } from "./find.js";
import { shareFolder } from "./places.js";
import { serve, type ServerOptions } from "./server.js";

/** The one on PATH, the one of an earlier call, or a new one. */
export async function provideLab(progress: Progress): Promise<Lab | NoLab> {
  return (await findLab()) ?? readyLab() ?? (await setUpLab(progress));
}

/** Resolves with an exit code when JupyterLab has ended. Throws where the kernel cannot be installed. */
export function openLab(
  lab: Lab,
  options: Omit<ServerOptions, "share" | "first">,
): Promise<number> {
  installKernel(join(shareFolder, "kernels"), defaultName);
  const first = existsSync(join(options.folder, index)) ? index : null;
  return serve(lab, { ...options, first, share: shareFolder });
}

/** The lectures' table of contents. */
const index = "00-index.ipynb";
