/**
 * How cells import. In: a specifier, from a cell or from a local TypeScript file that cells import. Out: the module, CommonJS or
 * ES; `convscript` is always this package. ES modules are loaded before a cell runs, as `require` cannot wait.
 */
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import vm from "node:vm";
import { importer, loader } from "../../cells/loopCheck.js";
import { defineFixed } from "./intact.js";
import { offerOwn } from "./ownFunctions.js";
import { isTensors, ownPlace, ownRequire, withoutAdvertisement } from "./tensors.js";

export type Require = (specifier: string) => unknown;

interface LocalFile {
  readonly text: string;
  module: { exports: unknown } | null;
}

export interface Modules {
  readonly require: Require;
  /** Local TypeScript files, compiled; a file that is here again has changed. */
  keep(files: readonly { readonly path: string; readonly data: string }[]): void;
}

interface State {
  readonly folder: string;
  readonly own: object;
  /** Before Node itself loads a file, which may import `convscript`. */
  readonly offer: () => void;
  readonly files: Map<string, LocalFile>;
  /** ES modules by their addresses. */
  readonly loaded: Map<string, object>;
}

export function openModules(folder: string, own: object): Modules {
  const state: State = {
    ...{ folder, own, offer: offerOwn(own) },
    ...{ files: new Map(), loaded: new Map() },
  };
  const base = join(folder, "cell.js");
  const from = (path: string | null) => path ?? base;
  defineFixed(importer, async (specifier: string, path: string | null) =>
    importFrom(state, specifier, from(path)),
  );
  defineFixed(loader, async (...imports: [string, string | null][]) => {
    for (const [specifier, path] of imports) await preload(state, specifier, from(path));
  });
  return {
    require: requireFrom(state, base),
    keep(files) {
      for (const { path, data } of files) state.files.set(path, { text: data, module: null });
      if (files.length > 0) for (const file of state.files.values()) file.module = null;
    },
  };
}

/** `require` of a file, with `resolve` and `cache` as Node's own has them. */
function requireFrom(state: State, path: string): Require {
  const plain = createRequire(path);
  const require: Require = (specifier) => {
    if (specifier === "convscript") return state.own;
    const local = localFile(state, specifier, path);
    if (local !== null) return requireLocal(state, local);
    const address = addressOf(plain, specifier);
    if (address?.endsWith(".json")) Reflect.deleteProperty(plain.cache, address);
    const key = address ?? `${specifier} from ${path}`;
    if (state.loaded.has(key)) return state.loaded.get(key);
    if (!isTensors(specifier)) return plain(specifier);
    return withoutAdvertisement((address === null ? ownRequire : plain)(specifier) as unknown);
  };
  return Object.assign(require, { resolve: plain.resolve, cache: plain.cache, main: plain.main });
}

function addressOf(plain: NodeJS.Require, specifier: string): string | null {
  try {
    return plain.resolve(specifier);
  } catch {
    return null;
  }
}

function localFile({ files }: State, specifier: string, path: string): string | null {
  if (!/^\.{0,2}\//.test(specifier)) return null;
  const whole = join(dirname(path), specifier).replaceAll("\\", "/");
  const names = [whole, `${whole}.js`, whole.replace(/\.tsx?$/, ".js"), `${whole}/index.js`];
  return names.find((name) => files.has(name)) ?? null;
}

/** Begun once, so that files may import each other in a circle. */
function requireLocal(state: State, path: string): unknown {
  const file = state.files.get(path);
  if (!file) throw new Error(`${path} has not been compiled`);
  if (file.module) return file.module.exports;
  const module = { exports: {} as unknown };
  file.module = module;
  try {
    const parameters = ["exports", "require", "module", "__filename", "__dirname"];
    const body = vm.compileFunction(file.text, parameters, { filename: path });
    const require = requireFrom(state, path);
    Reflect.apply(body, undefined, [module.exports, require, module, path, dirname(path)]);
  } catch (error) {
    file.module = null;
    throw error;
  }
  return module.exports;
}

async function importFrom(state: State, specifier: string, path: string): Promise<object> {
  if (specifier === "convscript") return state.own;
  const local = localFile(state, specifier, path);
  if (local !== null) return namespaceOf(requireLocal(state, local) as object);
  state.offer();
  if (!isTensors(specifier)) return await nodeImport(specifier, path);
  const from = addressOf(createRequire(path), specifier) === null ? ownPlace : path;
  return withoutAdvertisement(await nodeImport(specifier, from));
}

/** Loads an ES module so that `require` has it. What is missing is found when it is required. */
async function preload(state: State, specifier: string, path: string): Promise<void> {
  if (specifier === "convscript") return;
  const address = addressOf(createRequire(path), specifier);
  if (address !== null && !isEsModule(address)) return;
  const key = address ?? `${specifier} from ${path}`;
  if (state.loaded.has(key)) return;
  state.offer();
  const namespace = await nodeImport(specifier, path).catch((error: unknown) => {
    if (address === null && isMissing(error)) return null;
    throw error;
  });
  if (namespace) state.loaded.set(key, interop(namespace));
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : "";
  return code === "ERR_MODULE_NOT_FOUND";
}

function isEsModule(address: string): boolean {
  const extension = extname(address);
  if (extension === ".mjs") return true;
  return extension === ".js" && packageType(dirname(address)) === "module";
}

const types = new Map<string, string>();

function packageType(folder: string): string {
  const known = types.get(folder);
  if (known !== undefined) return known;
  const type = typeIn(folder) ?? (dirname(folder) === folder ? "" : packageType(dirname(folder)));
  types.set(folder, type);
  return type;
}

/** Null where the folder has no package.json. */
function typeIn(folder: string): string | null {
  try {
    const read = createRequire(join(folder, "package.json"));
    return (read("./package.json") as { type?: string }).type ?? "";
  } catch {
    return null;
  }
}

/** As compiled TypeScript expects it: the default export under `default`. */
function interop(namespace: object): object {
  const module = Object.defineProperty({}, "__esModule", { value: true });
  for (const key of Object.keys(namespace)) {
    Object.defineProperty(module, key, {
      enumerable: true,
      get: () => Reflect.get(namespace, key) as unknown,
    });
  }
  return module;
}

/** What `import()` of CommonJS gives. */
function namespaceOf(exports: object): object {
  return "__esModule" in exports ? exports : { ...exports, default: exports };
}

/** Resolves from the path, as an `import()` in that file would; Node 20.12 or newer. */
function nodeImport(specifier: string, path: string): Promise<object> {
  const importModuleDynamically = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const script = new vm.Script("(specifier) => import(specifier)", {
    filename: path,
    importModuleDynamically,
  });
  return (script.runInThisContext() as (specifier: string) => Promise<object>)(specifier);
}
