/**
 * Sets the native engine up. In: nothing. Out: that it is ready, or why not and what to do; what a machine lacks is a
 * value, never an exception. Every piece is made beside its place and renamed, so an interrupted set-up is repaired by
 * the next one, and two at a time do no harm.
 */
import { rm, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./command.js";
import { compileBinding, originOf, sourcesFingerprint } from "./compile.js";
import { fetchLibraries, holdsWheels, missingFiles } from "./libraries.js";
import { inspectMachine } from "./machine.js";
import { bindingFolder, engineFolder, failureFile, wheelFolder } from "./places.js";
import { showProgress, type Progress } from "./progress.js";
import { publish, withNewFolder } from "./publish.js";
import * as readiness from "./readiness.js";
import {
  chooseLibraries,
  tryAgain,
  type LibraryChoice,
  type Machine,
  type Unavailable,
} from "./wheels.js";

export type EngineSetup = readiness.Ready | Unavailable;

/** Ready at once where it has been set up; else sets it up, telling its progress. */
export async function ensureEngine(progress: Progress = showProgress()): Promise<EngineSetup> {
  const forced = process.env["CONVSCRIPT_ENGINE"] ?? "";
  if (forced === "wasm" || forced === "js") return notWanted(forced);
  return readiness.readyEngine() ?? (await setUpOnThisMachine(progress));
}

function notWanted(forced: string): Unavailable {
  const reason = `CONVSCRIPT_ENGINE asks for ${forced}`;
  return { kind: "unavailable", reason, remedy: "unset it to use TensorFlow" };
}

async function setUpOnThisMachine(progress: Progress): Promise<EngineSetup> {
  const machine = await inspectMachine();
  const recent = readiness.recentFailure(machine);
  if (recent !== undefined) return recent;
  const engine = await setUp(machine, progress).catch(unwritable);
  if (engine.kind === "ready") {
    await rm(failureFile, { force: true });
    progress.finish(`TensorFlow ${engine.version} is ready (${engine.gpu ? "GPU" : "CPU"})`);
  } else {
    await readiness.rememberFailure(machine, engine).catch(() => undefined);
    const { reason, remedy } = engine;
    progress.finish(`TensorFlow is not available, continuing without: ${reason}; ${remedy}`);
  }
  return engine;
}

/** The file system's refusals; anything else is our own bug. */
function unwritable(error: unknown): Unavailable {
  if (!(error instanceof Error) || !("syscall" in error)) throw error;
  const reason = `the engine's folder cannot be written: ${error.message}`;
  return {
    kind: "unavailable",
    reason,
    remedy: `make room and give write access, ${tryAgain}`,
  };
}

async function setUp(machine: Machine, progress: Progress): Promise<EngineSetup> {
  const choice = chooseLibraries(machine);
  if (choice.kind === "unavailable") return choice;
  const { python = "", compiler = "" } = machine;
  return (
    (await provideLibraries(choice, python, progress)) ??
    (await provideBinding(choice, compiler, progress))
  );
}

async function provideLibraries(
  choice: LibraryChoice,
  python: string,
  progress: Progress,
): Promise<Unavailable | undefined> {
  if (choice.kind === "installed") return undefined;
  const { platform } = process;
  const isThere = () =>
    holdsWheels(wheelFolder, choice.wheels) && missingFiles(wheelFolder, platform).length === 0;
  if (isThere()) return undefined;
  return withNewFolder(engineFolder, async (folder) => {
    const failure = await fetchLibraries(choice, python, platform, folder, progress);
    if (failure !== undefined) return failure;
    // Another set-up may have been faster, and be compiling against its own.
    if (!isThere()) await publish(folder, wheelFolder);
    return undefined;
  });
}

async function provideBinding(
  choice: LibraryChoice,
  compiler: string,
  progress: Progress,
): Promise<EngineSetup> {
  const [site, runPath] = sitesOf(choice);
  const missing = missingFiles(site, process.platform);
  if (missing.length > 0) return incomplete(site, missing);
  return withNewFolder(engineFolder, async (folder) => {
    progress.step("compiling TensorFlow's binding");
    const failure = await compileBinding(compiler, site, runPath, folder);
    if (failure !== undefined) return failure;
    progress.step("trying TensorFlow");
    const verified = await verify(folder);
    if (verified.kind === "ready") {
      await writeFile(join(folder, readiness.stampFile), JSON.stringify(stampOf(verified, choice)));
      await publish(folder, bindingFolder);
    }
    return verified;
  });
}

/** Where the libraries are for the compiler, and for the loader at run time; ours move with the checkout. */
function sitesOf(choice: LibraryChoice): readonly [site: string, runPath: string] {
  if (choice.kind === "installed") return [choice.site, join(choice.site, "tensorflow")];
  return [wheelFolder, `${originOf(process.platform)}/../tensorflow/tensorflow`];
}

function stampOf({ version, gpu }: readiness.Ready, choice: LibraryChoice): readiness.Stamp {
  const site = choice.kind === "installed" ? choice.site : "tensorflow";
  return { version, gpu, sources: sourcesFingerprint(), system: readiness.system, site };
}

function incomplete(site: string, files: readonly string[]): Unavailable {
  const reason = `the TensorFlow in ${site} lacks ${files.join(", ")}`;
  return { kind: "unavailable", reason, remedy: `reinstall it or uninstall it, ${tryAgain}` };
}

/** Runs verify in a process of its own; under a TypeScript loader with that loader. */
async function verify(folder: string): Promise<EngineSetup> {
  const extension = extname(import.meta.url);
  const program = fileURLToPath(new URL(`./verify${extension}`, import.meta.url));
  const loader = extension === ".ts" ? process.execArgv : [];
  const result = await run(process.execPath, [...loader, program, folder]);
  if (result.code === 0) {
    return { kind: "ready", ...(JSON.parse(result.stdout) as { version: string; gpu: boolean }) };
  }
  return doesNotRun(result.stderr);
}

function doesNotRun(text: string): Unavailable {
  const lines = text.trim().split("\n");
  const said = lines.find((line) => /^F\d{4} |Error: /.test(line)) ?? lines.at(-1) ?? "";
  const reason = `TensorFlow does not run here: ${said.trim()}`;
  return { kind: "unavailable", reason, remedy: "this machine can only use the other engines" };
}
