/** Where Jupyter keeps its data: https://docs.jupyter.org/en/stable/use/jupyter-directories.html */
import { execFileSync } from "node:child_process";
import { homedir } from "node:os";
import { join } from "node:path";

export type Place =
  | { readonly kind: "user" }
  /** The Python environment that is active, or that of `python3`. */
  | { readonly kind: "sys-prefix" }
  | { readonly kind: "prefix"; readonly folder: string };

export function kernelsFolder(place: Place): string {
  if (place.kind === "user") return join(userDataFolder(), "kernels");
  const prefix = place.kind === "prefix" ? place.folder : pythonPrefix();
  return join(prefix, "share", "jupyter", "kernels");
}

/** Of all runs of this user. */
export function historyFolder(): string {
  return join(userDataFolder(), "convscript", "history");
}

function userDataFolder(): string {
  const { JUPYTER_DATA_DIR: own, XDG_DATA_HOME: shared, APPDATA: windows } = process.env;
  if (own) return own;
  if (process.platform === "darwin") return join(homedir(), "Library", "Jupyter");
  if (process.platform === "win32" && windows) return join(windows, "jupyter");
  return join(shared ?? join(homedir(), ".local", "share"), "jupyter");
}

/** Throws where there is no Python. */
function pythonPrefix(): string {
  const { VIRTUAL_ENV: venv, CONDA_PREFIX: conda } = process.env;
  const python = process.platform === "win32" ? "python" : "python3";
  const ask = () =>
    execFileSync(python, ["-c", "import sys; print(sys.prefix)"], { encoding: "utf8" }).trim();
  return venv ?? conda ?? ask();
}
