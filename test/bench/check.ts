/** The checker, the language service and the command line. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { NetStatement } from "../../src/language/syntax.js";
import { parse } from "../../src/language/parse.js";
import { sourceOf, textOf } from "../../src/language/source.js";
import { check } from "../../src/network/check.js";
import { packageRoot } from "../../src/packageRoot.js";
import { complete, hover } from "../../src/service/index.js";
import { libraryText } from "../networks/library.js";
import { measure, type Measurement } from "./measure.js";

const program = fileURLToPath(new URL("../../src/cli/main.js", import.meta.url));

export async function checkBench(): Promise<readonly Measurement[]> {
  const vggD = definition("vgg.conv", "vggD");
  const denseNet = definition("densenet.conv", "densenet201");
  const warm = { warmUp: 100, runs: 100 };
  return [
    await measure({ what: "check vggD", ...warm, target: 5 }, () => check(fresh(vggD))),
    await measure({ what: "check densenet201", ...warm, target: 10 }, () => check(fresh(denseNet))),
    await completion("complete in vggD", vggD, "fc-4096"),
    await completion("complete in densenet201", denseNet, "fc-1000"),
    await measure({ what: "hover in vggD", ...warm, target: null }, () =>
      hover(fresh(vggD), vggD.indexOf("conv3-512") + 1),
    ),
    await measure({ what: "convscript check vgg.conv", warmUp: 2, runs: 15, target: 300 }, () =>
      convscript("check", join(packageRoot, "grammar", "networks", "vgg.conv")),
    ),
  ];
}

/** A classic network's own text, and the blocks before it. */
function definition(file: string, name: string): string {
  const { statements } = parse(sourceOf(file, libraryText(file))).value;
  const blocks = statements.filter(({ kind }) => kind === "block");
  const net = statements.filter(
    (one): one is NetStatement => one.kind === "net" && one.name.text === name,
  );
  return [...blocks, ...net].map(({ span }) => `${textOf(span)}\n`).join("");
}

/** A source of its own each time, so that nothing is remembered. */
function fresh(text: string) {
  return sourceOf("bench.conv", text);
}

/** The cursor right before a stage, as it is about to be written. */
async function completion(what: string, text: string, stage: string): Promise<Measurement> {
  const offset = text.indexOf(stage);
  const written = `${text.slice(0, offset)} | ${text.slice(offset)}`;
  return await measure({ what, warmUp: 100, runs: 100, target: 5 }, () =>
    complete(fresh(written), offset),
  );
}

async function convscript(...args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [program, ...args], { stdio: "ignore" });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`convscript ${args.join(" ")} ended with ${code ?? "a signal"}`);
}
