/**
 * Chevrotain from its own bundle. The package's entry point pulls in 600 lodash modules, a third of a second at every
 * start; the bundle beside it is the same code in one file (15 ms). No `exports` path names it, so it is found from
 * where the entry point lies.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const entry = createRequire(import.meta.url).resolve("chevrotain");
const bundle = pathToFileURL(join(dirname(entry), "..", "chevrotain.min.mjs")).href;

export const { createToken, createTokenInstance, CstParser, Lexer, EOF } = (await import(
  bundle
)) as typeof import("chevrotain");
export type { CstElement, CstNode, IToken } from "chevrotain";
