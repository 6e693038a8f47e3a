import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { flag, notebook } from "./runCell.js";

const folder = mkdtempSync(join(tmpdir(), "cells-"));
after(() => {
  rmSync(folder, { recursive: true });
});

const { run, values, compile } = notebook(folder);

test("the last expression is the value", async () => {
  assert.equal(await run("1 + 1"), 2);
  assert.equal(await run("const a = 5;\n// a comment behind\na + 1 // and here"), 6);
  assert.equal(await run("if (a) a;"), undefined);
  assert.equal(await run("export default a * 2"), 10);
  assert.deepEqual(await run("({ a, b: a })"), { a: 5, b: 5 });
});

test("a name is declared again, as anything", async () => {
  for (const code of [
    "const again = 1; again",
    "const again = 2; again",
    'let again = "three"; again.length',
    "function again() { return 4; }\nagain()",
    "class again { static five = 5 }\nagain.five",
    "enum again { six = 6 }\nagain.six",
    "namespace again { export const seven = 7 }\nagain.seven",
    "interface again { eight: number }\nconst nine: again = { eight: 8 }; nine.eight",
    "export const again = 9; again",
  ])
    await run(code);
  assert.equal(await run("again"), 9);
});

test("cells share variables, not copies of them", async () => {
  await run("let count = 0; function add() { count += 1; return count; }");
  await run("count = 10;");
  assert.equal(await run("add()"), 11);
  assert.deepEqual(await run("count++; ({ count })"), { count: 12 });
  assert.equal(values["count"], 12);
});

test("declarations of all kinds stay", async () => {
  await run("var { one, two: [three, ...four] } = { one: 1, two: [3, 4, 5] };");
  await run("class Point<T> { constructor(readonly x: T) {} }");
  await run("enum Colour { red, green }");
  await run("namespace Space { export const depth = 3 }");
  await run("type Both = Point<number> & { y: number }; interface Named { name: string }");
  await run("const between = 1;");
  const code = `const both: Both = { ...new Point(1), y: 2 }; const named: Named = { name: "n" };
    [one, three, four, both.x, Colour.green, Space.depth, named.name]`;
  assert.deepEqual(await run(code), [1, 3, [4, 5], 1, 1, 3, "n"]);
});

test("assignments that take names apart reach earlier cells", async () => {
  await run("let left = 1, right = 2;");
  await run("[left, right] = [right, left]; ({ left, right = 5 } = { left: 7 } as any);");
  assert.deepEqual(await run("[left, right]"), [7, 5]);
});

test("await at top level, in every place", async () => {
  await run("const waited = await Promise.resolve(3);");
  assert.equal(await run("waited + await Promise.resolve(1)"), 4);
  const code = "let sum = 0; for await (const n of [Promise.resolve(1), 2]) sum += n; sum";
  assert.equal(await run(code), 3);
  assert.equal(await run("const f = async () => await 5; await f()"), 5);
  assert.equal(compile("async () => { await 1 }").awaits, false);
});

test("imports of Node, CommonJS packages, JSON and local files", async () => {
  writeFileSync(join(folder, "numbers.json"), "[1, 2, 3]");
  writeFileSync(join(folder, "inner.ts"), "export const three: number = 3;\n");
  writeFileSync(
    join(folder, "local.ts"),
    'import { three } from "./inner.ts";\nexport function twice(n: number) { return 2 * n + three; }\n"end";\n',
  );
  assert.equal(await run('import path, { join } from "node:path"; path.join === join'), true);
  assert.equal(await run('import * as posix from "node:path"; posix.join("a", "b")'), "a/b");
  assert.equal(await run('import type { Stats } from "node:fs"; type S = Stats; 1'), 1);
  assert.equal(await run('import numbers from "./numbers.json"; numbers.length'), 3);
  assert.equal(await run('import { twice } from "./local"; twice(numbers[1])'), 7);
  assert.equal(await run("twice(1) + join.length"), 5);
  assert.equal(await run('const os = await import("node:os"); typeof os.cpus'), "function");
});

test("import.meta", async () => {
  assert.equal(await run("new URL('a.txt', import.meta.url).pathname"), join(folder, "a.txt"));
});

test("a local file that has changed is compiled again", async () => {
  writeFileSync(join(folder, "changing.ts"), "export const value = 1;\n");
  assert.equal(await run('import { value } from "./changing"; value'), 1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  writeFileSync(join(folder, "changing.ts"), 'export const value = "two";\n');
  assert.equal(await run('import { value } from "./changing"; value.length'), 3);
});

test("a module that was not there is found once it is", async () => {
  assert.throws(() => compile('import { late } from "./late"; late'), /Cannot find module/);
  writeFileSync(join(folder, "late.ts"), "export const late = 5;\n");
  assert.equal(await run('import { late } from "./late"; late'), 5);
});

test("packages are loaded before the cell", () => {
  const place = join(folder, "node_modules", "modern");
  mkdirSync(place, { recursive: true });
  const exports = { ".": { types: "./types.d.ts", import: "./index.mjs" } };
  writeFileSync(join(place, "package.json"), JSON.stringify({ name: "modern", exports }));
  writeFileSync(join(place, "types.d.ts"), "declare const modern: number; export default modern;");
  const cell = compile('import modern from "modern"; import fs from "fs"; [modern.toFixed(), fs]');
  assert.match(cell.javascript, /^await __convscriptLoad\(\["modern",null\]\); /);
  assert.equal(cell.awaits, true);
});

const loops = {
  for: "for (;;) rounds++;",
  while: "while (true) { rounds++; }",
  do: "do rounds++; while (true);",
  "for of": "for (const n of forever()) rounds++;",
  "for in": "for (const key in { a: 1 }) for (;;) { rounds++; continue; }",
  "for await": "for await (const n of forever()) rounds++;",
  labelled: "outer: for (;;) { for (;;) { rounds++; continue outer; } }",
  "in a function": "const spin = () => { while (true) rounds++; }; spin();",
};

for (const [name, loop] of Object.entries(loops))
  test(`a loop ends when it is asked to: ${name}`, async () => {
    await run("let rounds = 0, cleaned = false; function* forever() { for (;;) yield 1; }");
    flag[0] = 1;
    const code = `try { ${loop} } finally { cleaned = true; }`;
    await assert.rejects(run(code), /interrupted/);
    assert.deepEqual(await run("[rounds, cleaned]"), [0, true]);
  });

test("loops of local files end too", async () => {
  writeFileSync(join(folder, "looping.ts"), "export function loop() { for (;;); }\n");
  await run('import { loop } from "./looping";');
  flag[0] = 1;
  await assert.rejects(run("loop()"), /interrupted/);
});

test("a loop's labels, let and closures mean what they did", async () => {
  const code = `const made: (() => number)[] = [];
    outer: for (let i = 0; i < 3; i++) { for (const j of [0, 1]) { if (j === 1) continue outer; made.push(() => i); } }
    made.map((one) => one())`;
  assert.deepEqual(await run(code), [0, 1, 2]);
});

const throwing = `

interface Unused {
  a: number;
}
let text = \`one
  two
\`;
// a comment
type AlsoUnused =
  | string
  | number;
enum Sign { plus, minus }
for (let i = 0; i < 2; i++) {
  while (text.length > 100) {}
}
class Thrower<T> {
  constructor(private readonly t: T) {}

  get(): T {
    return this.t;
  }

  fail(): void {
    throw new Error("here");
  }
}
const object = {
  a: 1,

  b() { new Thrower(text).fail(); },
};
function call() {
  object.b();
}

call();
`;

test("a stack trace names the lines as written", async () => {
  const error = await run(throwing).catch((one: unknown) => one);
  const lines = Array.from(
    String((error as Error).stack).matchAll(/the cell:(\d+)/g),
    (m) => +(m[1] ?? 0),
  );
  const line = (text: string): number =>
    throwing.slice(0, throwing.indexOf(text)).split("\n").length;
  assert.deepEqual(lines.slice(0, 4), [
    line("throw new"),
    line("b() {"),
    line("object.b();"),
    line("call();\n"),
  ]);
});

test("a template keeps its lines", async () => {
  assert.equal(await run("`a\n\n  ${1}\n b`"), "a\n\n  1\n b");
  assert.equal(await run("\n\n\n'a\\\nb'"), "ab");
});

function errorOf(code: string): string {
  try {
    compile(code);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

test("an error is told in full each time, and by no other cell", () => {
  const wrong = "const wide: { a: { b: number } } = { a: { b: 'x' } as { b: string } };";
  const first = errorOf(wrong);
  assert.match(first, /Type 'string' is not assignable to type 'number'/);
  compile("const between = 5; between");
  assert.equal(errorOf(wrong), first);
  assert.equal(errorOf(wrong), first);
  assert.equal(errorOf("const wide: { a: { b: number } } = { a: { b: 1 } as { b: number } };"), "");
});

test("more cells than one checker serves", () => {
  for (let i = 0; i < 250; i++) compile(`const cell${i}: number = ${i}; cell${i}`);
  assert.match(errorOf("const last: number = ''"), /not assignable/);
});
