/** The kernel as a process of its own, which Jupyter starts and ends. Holds: it ends when it is told to or left alone. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { openCells } from "../cells/openCells.js";
import { typescriptVersion } from "../cells/typescriptVersion.js";
import { openExecutor } from "../executor/openExecutor.js";
import { packageRoot } from "../packageRoot.js";
import { readConnection } from "./connection.js";
import { startKernel } from "./kernel.js";
import { watchParent } from "./parentWatch.js";
import { historyFolder } from "./places.js";
import { forgetVariables } from "./small.js";

/** Set to anything, dropped messages and faults are told on stderr. */
const debugVariable = "CONVSCRIPT_KERNEL_DEBUG";

/** Resolves when the kernel has ended; rejects where it cannot start. */
export async function runKernel(connectionFile: string): Promise<void> {
  forgetVariables();
  const report = process.env[debugVariable] ? tell : () => undefined;
  const kernel = await startKernel({
    connection: readConnection(connectionFile),
    openExecutor,
    openCells,
    historyFolder: historyFolder(),
    folder: process.cwd(),
    versions: {
      convscript: versionIn(join(packageRoot, "package.json")),
      typescript: typescriptVersion(),
    },
    report,
  });
  // A fault of ours costs a message at most, not the session.
  process.on("uncaughtException", report);
  const close = () => void kernel.close();
  process.on("SIGTERM", close).on("SIGHUP", close);
  process.on("SIGINT", () => kernel.interrupt());
  watchParent(process.env.JPY_PARENT_PID, close);
  await kernel.closed;
  // What does not end by itself ends with this process.
  process.exit();
}

function tell(error: unknown): void {
  process.stderr.write(`${inspect(error)}\n`);
}

function versionIn(path: string): string {
  const manifest: unknown = JSON.parse(readFileSync(path, "utf8"));
  return manifest instanceof Object && "version" in manifest ? String(manifest.version) : "?";
}
