/** What a sound cell leaves behind, as a declaration file for those that follow. */
import type ts from "@tslab/typescript-for-tslab";
import type { TypeScript } from "./internals.js";

export interface Written {
  /** By the converter: the cell's declarations and those before it that go on. */
  readonly text: string;
  /** Of the cell's own values. */
  readonly names: readonly string[];
  /** What the cell was given. */
  readonly before: string;
}

/**
 * The converter writes `undefined` where a type cannot be written down; the names are then of any type. It forgets
 * namespaces; they stay until their name is declared anew.
 */
export function declarations(ts: TypeScript, { text, names, before }: Written): string {
  if (text.startsWith("undefined"))
    return names.map((name) => `declare let ${name}: any;\n`).join("") + before;
  const spaces = before.includes("namespace") ? namespaces(ts, before) : [];
  const kept = spaces.filter(({ name }) => !names.includes(name) && !declares(text, name));
  const now = text.replace(/^\/\/\/ <reference .*\n/gm, "");
  return now + kept.map(({ text: one }) => `${one}\n`).join("");
}

function namespaces(ts: TypeScript, before: string) {
  const file = ts.createSourceFile("before.d.ts", before, ts.ScriptTarget.ES2022);
  return file.statements
    .filter((one): one is ts.ModuleDeclaration => ts.isModuleDeclaration(one))
    .map((one) => ({ name: one.name.text, text: one.getText(file) }));
}

function declares(text: string, name: string): boolean {
  return new RegExp(`^declare namespace ${name}\\b`, "m").test(text);
}
