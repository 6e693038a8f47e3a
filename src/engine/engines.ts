/**
 * Which engine runs: TensorFlow, else wasm, else plain JavaScript. In: what set-up found and CONVSCRIPT_ENGINE. Out:
 * plain data, for the choice and for the command that shows it.
 */
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { hasNvidiaDriver } from "./machine.js";
import { packageFolder } from "./places.js";
import { lastFailure, readyEngine } from "./readiness.js";
import type { EngineName } from "./runner.js";
import { ensureEngine, type EngineSetup } from "./setup.js";
import { openTensorflow } from "./tensorflow.js";
import type { Unavailable } from "./wheels.js";

export interface EngineStatus {
  readonly kind: "engine";
  readonly engine: EngineName;
  /** TensorFlow's version, or that of tfjs. */
  readonly version: string;
  readonly devices: readonly string[];
  /** Why no faster engine runs, and what to do; absent where this is the fastest. */
  readonly slower?: Reason;
}

/** CONVSCRIPT_ENGINE asks for what cannot be had. */
export interface EngineProblem {
  readonly kind: "problem";
  readonly message: string;
  readonly remedy: string;
}

interface Reason {
  readonly reason: string;
  readonly remedy: string;
}

/** Which engine would run now; sets nothing up. */
export async function engineStatus(): Promise<EngineStatus | EngineProblem> {
  return decide(readyEngine() ?? lastFailure() ?? notYet);
}

/** The engine to run; sets TensorFlow up where that has not been tried. */
export async function chooseEngine(): Promise<EngineStatus | EngineProblem> {
  return decide(await ensureEngine());
}

const notYet: Unavailable = {
  kind: "unavailable",
  reason: "TensorFlow has not been set up yet",
  remedy: "it is set up when a network first runs",
};

async function decide(found: EngineSetup): Promise<EngineStatus | EngineProblem> {
  const wish = process.env["CONVSCRIPT_ENGINE"] ?? "";
  const setup = wish === "wasm" || wish === "js" ? found : await tryLoading(found);
  const choice = choose(wish, setup, "WebAssembly" in globalThis);
  return choice.kind === "problem" ? choice : describe(choice, setup);
}

/** A set-up that was ready may not load any more, for instance in another container. */
async function tryLoading(setup: EngineSetup): Promise<EngineSetup> {
  if (setup.kind === "unavailable") return setup;
  try {
    await openTensorflow();
    return setup;
  } catch (error) {
    const reason = (error as Error).message;
    return { kind: "unavailable", reason, remedy: "remove the folder .engine and start again" };
  }
}

export interface EngineChoice {
  readonly kind: "choice";
  readonly engine: EngineName;
  readonly slower?: Reason;
}

/** The rule alone: `wish` is CONVSCRIPT_ENGINE, empty for none. */
export function choose(
  wish: string,
  setup: EngineSetup,
  hasWasm: boolean,
): EngineChoice | EngineProblem {
  switch (wish) {
    case "wasm":
    case "js": {
      const slower = { reason: `CONVSCRIPT_ENGINE asks for ${wish}`, remedy: "unset it" };
      return { kind: "choice", engine: wish, slower };
    }
    case "tensorflow":
    case "":
      break;
    default:
      return {
        kind: "problem",
        message: `CONVSCRIPT_ENGINE is \`${wish}\`; expected tensorflow, wasm or js`,
        remedy: "set it to one of these, or unset it",
      };
  }
  if (setup.kind === "ready") return { kind: "choice", engine: "tensorflow" };
  const { reason, remedy } = setup;
  if (wish === "tensorflow") {
    return { kind: "problem", message: `CONVSCRIPT_ENGINE asks for tensorflow: ${reason}`, remedy };
  }
  return { kind: "choice", engine: hasWasm ? "wasm" : "js", slower: { reason, remedy } };
}

function describe({ engine, slower }: EngineChoice, setup: EngineSetup): EngineStatus {
  const cores = availableParallelism();
  const processor = `CPU with ${cores} ${cores === 1 ? "core" : "cores"}`;
  if (engine === "tensorflow" && setup.kind === "ready") {
    const { version, gpu } = setup;
    const idle = !gpu && hasNvidiaDriver() ? { slower: idleGpu } : {};
    return {
      kind: "engine",
      engine,
      version,
      devices: gpu ? ["GPU", processor] : [processor],
      ...idle,
    };
  }
  const version = tfjsVersion();
  return { kind: "engine", engine, version, devices: [processor], ...(slower && { slower }) };
}

const idleGpu: Reason = {
  reason: "TensorFlow finds no GPU that it can use, though an NVIDIA driver is loaded",
  remedy:
    "update the driver (CUDA 12 needs 525 or newer), remove the folder .engine and start again",
};

function tfjsVersion(): string {
  const file = join(packageFolder("@tensorflow/tfjs"), "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
