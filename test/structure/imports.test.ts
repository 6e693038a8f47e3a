import { test } from "node:test";
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { packageRoot } from "../../src/packageRoot.js";

/** The rooms in the order of the flow: a room imports from itself and from those before it. */
const flow = [
  ["src/packageRoot", "src/onDemand"],
  ["grammar", "src/language"],
  ["src/network"],
  ["src/problem"],
  ["src/engine"],
  ["src/data"],
  ["src/training"],
  ["src/targets"],
  ["src/weights"],
  ["src/analysis"],
  ["src/views"],
  ["src/service"],
  ["src/run"],
  ["src/display"],
  ["src/api", "src/index"],
  ["src/cells"],
  ["src/executor"],
  ["src/notebook"],
  ["src/kernel"],
  ["src/lab"],
  ["src/cli"],
];

/** What only one room may know of. */
const fences: readonly (readonly [RegExp, RegExp])[] = [
  [/^chevrotain$/, /^grammar\//],
  [/^@tensorflow\//, /^src\/(targets\/tfjs|engine|api)\//],
  [/^protobufjs/, /^src\/targets\/tensorflow\//],
  [/^zeromq$/, /^src\/kernel\//],
  [/^(tslab|@tslab\/)/, /^src\/cells\//],
  [/^@resvg\//, /^src\/display\//],
];

const files = ["src", "grammar"].flatMap((folder) =>
  readdirSync(join(packageRoot, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => posix.join(folder, file.replaceAll("\\", "/"))),
);

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(packageRoot, file), "utf8");
  return Array.from(
    text.matchAll(/(?:from|import\(|^import) ?"([^"]+)"/gm),
    (match) => match[1] ?? "",
  );
}

function rank(path: string): number {
  return flow.findIndex((rooms) =>
    rooms.some((room) => path === `${room}.ts` || path.startsWith(`${room}/`)),
  );
}

test("every file lies in a room of the flow", () => {
  assert.deepEqual(
    files.filter((file) => rank(file) < 0),
    [],
  );
});

test("no import runs backwards", () => {
  const backwards = files.flatMap((file) =>
    importsOf(file)
      .filter((path) => path.startsWith("."))
      .map((path) => posix.join(posix.dirname(file), path).replace(/\.js$/, ".ts"))
      .filter((target) => rank(target) > rank(file))
      .map((target) => `${file} imports ${target}`),
  );
  assert.deepEqual(backwards, []);
});

test("Chevrotain, tfjs and protobuf stay in their rooms", () => {
  const strays = files.flatMap((file) =>
    importsOf(file)
      .filter((path) => fences.some(([name, room]) => name.test(path) && !room.test(file)))
      .map((path) => `${file} imports ${path}`),
  );
  assert.deepEqual(strays, []);
});
