/**
 * Where a JupyterLab of our own lives: `.jupyter` beside package.json.
 *
 * - `lab`: a Python environment, with the list of packages that it was made from
 * - `share`: the kernel, as the JupyterLab that we start finds it, whichever that is
 */
import { join } from "node:path";
import { packageRoot } from "../packageRoot.js";

export const jupyterFolder = join(packageRoot, ".jupyter");
export const environmentFolder = join(jupyterFolder, "lab");
export const shareFolder = join(jupyterFolder, "share");
export const requirementsFile = join(packageRoot, "src", "lab", "requirements.txt");

/** Python in an environment. */
export function pythonOf(environment: string, platform = process.platform): string {
  return platform === "win32"
    ? join(environment, "Scripts", "python.exe")
    : join(environment, "bin", "python");
}
