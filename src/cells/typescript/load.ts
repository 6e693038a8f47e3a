/**
 * tslab's TypeScript, from a text of one byte a character: 8 MB instead of 16, as some of its comments, and only these, have
 * characters that need two. Whoever requires it later gets the same.
 */
import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { dirname } from "node:path";
import vm from "node:vm";
import type { TypeScript } from "./internals.js";

export function loadTypeScript({ cache }: NodeJS.Require, path: string): TypeScript {
  const known = cache[path];
  if (known) return known.exports as TypeScript;
  const module = new Module(path);
  const parameters = ["exports", "require", "module", "__filename", "__dirname"];
  const body = vm.compileFunction(readFileSync(path, "latin1"), parameters, { filename: path });
  const given = [module.exports, createRequire(path), module, path, dirname(path)];
  Reflect.apply(body, undefined, given);
  module.loaded = true;
  cache[path] = module;
  return module.exports as TypeScript;
}
