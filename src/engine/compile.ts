/**
 * The binding, compiled from tfjs-node-gpu's own source. In: the site folder with TensorFlow's libraries and headers,
 * and an empty folder. Out: the native modules in it. Nothing is downloaded: Node's headers are an npm package.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bindingFile, stderrFile } from "./binding.js";
import { run } from "./command.js";
import { libraryFiles } from "./libraries.js";
import { nativeSources, packageFolder } from "./places.js";
import { tensorflowVersion, tryAgain, type Unavailable } from "./wheels.js";

export interface CompilePlan {
  readonly platform: string;
  /** Folders: the package tfjs-node-gpu, Node's headers, our own sources, TensorFlow's site, and where to write. */
  readonly tfjsNode: string;
  readonly nodeHeaders: string;
  readonly ownSources: string;
  readonly site: string;
  readonly output: string;
  /** Where the loader looks for the libraries; may begin with `originOf(platform)`, the binding's own folder. */
  readonly runPath: string;
}

export function originOf(platform: string): string {
  return platform === "darwin" ? "@loader_path" : "$ORIGIN";
}

/** The compiler's arguments for each native module. */
export function compileArguments(plan: CompilePlan): readonly (readonly string[])[] {
  const { platform, site } = plan;
  const common = [
    ...["-shared", "-fPIC", "-O2", "-std=c++17", "-DNAPI_VERSION=8", "-I", plan.nodeHeaders],
    // Node provides its functions when it loads the module.
    ...(platform === "darwin" ? ["-undefined", "dynamic_lookup"] : []),
  ];
  const sources = ["tfjs_backend.cc", "tfjs_binding.cc"];
  return [
    [
      ...common,
      ...["-I", join(site, "tensorflow/include"), "-include", join(plan.ownSources, "border.h")],
      ...sources.map((name) => join(plan.tfjsNode, "binding", name)),
      ...libraryFiles(platform).map((file) => join(site, file)),
      ...[`-Wl,-rpath,${plan.runPath}`, "-o", join(plan.output, bindingFile)],
    ],
    [...common, join(plan.ownSources, "stderr.cc"), "-o", join(plan.output, stderrFile)],
  ];
}

/** Compiles both modules into the folder `output`. */
export async function compileBinding(
  compiler: string,
  site: string,
  runPath: string,
  output: string,
): Promise<Unavailable | undefined> {
  const plan: CompilePlan = {
    platform: process.platform,
    tfjsNode: packageFolder("@tensorflow/tfjs-node-gpu"),
    nodeHeaders: join(packageFolder("node-api-headers"), "include"),
    ownSources: nativeSources,
    ...{ site, runPath, output },
  };
  const results = await Promise.all(compileArguments(plan).map((args) => run(compiler, args)));
  const failed = results.find(({ code }) => code !== 0);
  return failed && compileFailed(compiler, failed.stderr);
}

export function compileFailed(compiler: string, text: string): Unavailable {
  const lines = text.trim().split("\n");
  const said = lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? "";
  return {
    kind: "unavailable",
    reason: `${compiler} could not compile TensorFlow's binding: ${said.trim()}`,
    remedy: `install a compiler that knows C++17 (g++ 9 or clang 10, or newer), ${tryAgain}`,
  };
}

/** Changes when anything that the native modules are compiled from changes. */
export function sourcesFingerprint(): string {
  const sources = ["border.h", "stderr.cc"].map((name) => join(nativeSources, name));
  const manifest = join(packageFolder("@tensorflow/tfjs-node-gpu"), "package.json");
  const hash = createHash("sha256").update(tensorflowVersion);
  for (const file of [...sources, manifest]) hash.update(readFileSync(file));
  return hash.digest("hex");
}
