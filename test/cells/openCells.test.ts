import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { after, test } from "node:test";
import { openCells } from "../../src/cells/openCells.js";
import type { CellService, RunnableCell } from "../../src/cells/service.js";
import { packageRoot } from "../../src/packageRoot.js";

const cells = await openCells({ folder: packageRoot });
after(() => cells.close());

async function compiled(code: string, service: CellService = cells): Promise<RunnableCell> {
  const cell = await service.compile(code);
  if (cell.language === "refused") throw new Error(cell.traceback.join("\n"));
  return cell;
}

async function ran(code: string): Promise<void> {
  await cells.ran(await compiled(code));
}

async function refused(code: string): Promise<string> {
  const cell = await cells.compile(code);
  return cell.language === "refused" ? cell.message : "accepted";
}

const noNames = { networks: [], data: [] };
const small = { name: "small", text: "net small = input 8x8x1 | fc-10 | softmax\n" };

test("a ConvScript cell keeps its places", async () => {
  const cell = await compiled("%%conv\nnet a = input 8x8x1");
  assert.deepEqual(
    { ...cell, id: 0 },
    { language: "conv", id: 0, code: "      \nnet a = input 8x8x1" },
  );
});

test("what is compiled is known only once it runs", async () => {
  const cell = await compiled("const later = 5;");
  assert.equal(await refused("later"), "Cannot find name 'later'");
  await cells.ran(cell);
  assert.equal(await refused("later"), "accepted");
});

test("shared names have the types of networks and data sets", async () => {
  await cells.share({ networks: [small], data: ["digits"] });
  assert.equal(await refused("await train(small, digits)"), "accepted");
  assert.match(await refused("small.nothing"), /does not exist on type 'Net'/);
  assert.match(await refused("await train(digits, small)"), /is not assignable/);
  const { matches } = await cells.complete("show sm", 7);
  assert.deepEqual(
    matches.map(({ text }) => text),
    ["small"],
  );
  await cells.share(noNames);
  assert.equal(await refused("small"), "Cannot find name 'small'");
});

test("a cell's own declaration wins until the executor says otherwise", async () => {
  await cells.share({ networks: [small], data: [] });
  await ran("const small = 5;");
  await cells.share({ networks: [small], data: [] });
  assert.equal(await refused("small.toFixed()"), "accepted");
  await cells.share(noNames);
  assert.equal(await refused("small.toFixed()"), "accepted");
  await ran("net small = input 8x8x1 | fc-10 | softmax");
  await cells.share({ networks: [small], data: [] });
  assert.equal(await refused("small.layers"), "accepted");
});

test("names of ConvScript cells are there in the next", async () => {
  await ran("block tower(c) = conv3-{c}");
  const text = "net b = input 8x8x1 | tow";
  const { matches } = await cells.complete(text, text.length);
  assert.deepEqual(
    matches.map((one) => one.text),
    ["tower("],
  );
});

test("a local file is handed over once", async () => {
  const code = 'import { packageRoot } from "./src/packageRoot"; packageRoot';
  const files = async (): Promise<number> => {
    const cell = await compiled(code);
    await cells.ran(cell);
    return cell.language === "typescript" ? cell.sideOutputs.length : -1;
  };
  assert.deepEqual([await files(), await files()], [1, 0]);
  await cells.reset();
  assert.equal(await files(), 1);
});

test("a new executor knows no names", async () => {
  await ran("const forgotten = 1;");
  await cells.reset();
  assert.equal(await refused("forgotten"), "Cannot find name 'forgotten'");
});

const hard = [
  "(".repeat(200_000),
  "`".repeat(99_999),
  "net a = ".concat("[".repeat(50_000)),
  "net`".concat("input 8x8x1 | ".repeat(1000)),
  "\ud800 \udc00 \0",
  "net \ud800 = input 8x8x1",
  "/*",
  "x".repeat(1_000_000),
  "# ".concat("x".repeat(1_000_000)),
  "\u2028\u2029\r\r\n\uFEFF",
  "<div>",
  "a?.b!.#c",
  "type A = A | A[]; let a: A = a",
];

for (const code of hard)
  test(`an answer to everything: ${JSON.stringify(code.slice(0, 20))}`, async () => {
    const places = [0, Math.floor(code.length / 2), code.length];
    await cells.compile(code);
    await cells.isComplete(code);
    for (const place of places) {
      await cells.complete(code, place);
      await cells.inspect(code, place, 1);
    }
    assert.equal(await refused("1 + 1"), "accepted");
  });

test("a thread that runs out of memory or time is replaced, and nothing is forgotten", async () => {
  const limited = await openCells({
    folder: packageRoot,
    limits: { seconds: 60, idleSeconds: 300, megabytes: 300 },
  });
  try {
    await limited.ran(await compiled("const kept = 5;", limited));
    const huge = limited.compile(`const a = [${"{ a: [1] },".repeat(400_000)}];`);
    const next = limited.compile("kept + 1");
    assert.equal((await huge).language, "refused");
    assert.equal((await next).language, "typescript");
  } finally {
    await limited.close();
  }
});

test("a thread that is asked nothing ends, and another knows what it knew", async () => {
  const limited = await openCells({
    folder: packageRoot,
    limits: { seconds: 60, idleSeconds: 0.001, megabytes: 2048 },
  });
  try {
    await limited.ran(await compiled("const kept = 5;", limited));
    await sleep(50);
    assert.equal((await limited.compile("kept + 1")).language, "typescript");
  } finally {
    await limited.close();
  }
});

test("after its end it answers still", async () => {
  const closed = await openCells({ folder: packageRoot });
  const pending = closed.complete("a", 1);
  await closed.close();
  assert.deepEqual((await pending).matches, []);
  assert.deepEqual((await closed.complete("a", 1)).matches, []);
});
