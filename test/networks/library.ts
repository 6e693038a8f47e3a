/** The files of classic networks, checked as anyone's text is. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Checked } from "../../src/language/diagnostic.js";
import type { CheckedProgram } from "../../src/network/check.js";
import type { Network } from "../../src/network/network.js";
import { sourceOf } from "../../src/language/source.js";
import { check } from "../../src/network/check.js";
import { packageRoot } from "../../src/packageRoot.js";

const folder = join(packageRoot, "grammar", "networks");

export const libraryFiles: readonly string[] = readdirSync(folder);

export function libraryText(file: string): string {
  return readFileSync(join(folder, file), "utf8");
}

export function checkText(text: string, file = "test.conv"): Checked<CheckedProgram> {
  return check(sourceOf(file, text));
}

/** Every classic network by its name. */
export function libraryNetworks(): ReadonlyMap<string, Network> {
  const programs = libraryFiles.map((file) => checkText(libraryText(file), file).value);
  return new Map(programs.flatMap(({ networks }) => networks.map((one) => [one.name, one])));
}
