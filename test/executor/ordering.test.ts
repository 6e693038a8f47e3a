/** What a process says in three places, in every order in which they can be read. */
import { test } from "node:test";
import assert from "node:assert/strict";
import { markText, type Mark, type Place } from "../../src/executor/marks.js";
import { ordering } from "../../src/executor/ordering.js";
import type { ChannelMessage } from "../../src/executor/wire.js";

interface Write {
  readonly to: Place;
  readonly what: ChannelMessage | string;
}

const execution = 1;
const mark = (to: Place, ...marks: readonly Mark[]): Write => ({
  ...{ to, what: marks.map((one) => markText("n", one)).join("") },
});
const turn = (to: Place): Write => ({ to: "messages", what: { kind: "turn", to } });
const say = (message: ChannelMessage): Write => ({ to: "messages", what: message });
const text = (what: string): Write => ({ to: "stdout", what });

const clear = say({ kind: "clear", execution, wait: false });
const ended = say({
  ...{ kind: "done", execution, outcome: { status: "ok" }, expressions: {} },
  names: { networks: [], data: [] },
});
const flushed = (["stdout", "stderr"] as const).map((name) =>
  mark(name, { kind: "turn", to: "messages" }, { kind: "flushed", execution }),
);
const end = [...flushed, ended];
const print = (line: string) => [
  turn("stdout"),
  text(`${markText("n", { kind: "begin" })}${line}`),
];
const back = mark("stdout", { kind: "turn", to: "messages" });

/** What a process had written when an interrupt cut it off, or when it was done. */
const processes: Record<string, readonly Write[]> = {
  "prints and ends": [...print("a"), ...end],
  "prints between displays": [clear, ...print("a"), back, clear, ...print("b"), ...end],
  "is cut off behind a turn": [clear, turn("stdout"), ...end],
  "is cut off before a turn": [...print("a"), clear, ...end],
  "is cut off twice": [turn("stdout"), clear, turn("stdout"), ...end],
  "is cut off at its end": [...print("a"), ...flushed, turn("stdout"), ...end],
};

for (const [name, writes] of Object.entries(processes)) {
  test(`one that ${name} has its end once, after its text, however it is read`, () => {
    const orders = readingOrders(writes);
    assert.ok(orders.length > 10);
    const said = read(writes).toSorted();
    for (const order of orders) {
      const heard = read(order);
      assert.equal(heard.at(-1), "done");
      assert.deepEqual(heard.toSorted(), said);
    }
  });
}

test("what is printed between displays stands between them, however it is read", () => {
  for (const order of readingOrders(processes["prints between displays"] ?? [])) {
    assert.deepEqual(read(order), ["clear", "a", "clear", "b", "done"]);
  }
});

/** All ways to merge the three places: within each the order stays. */
function readingOrders(writes: readonly Write[]): readonly (readonly Write[])[] {
  const queues = (["messages", "stdout", "stderr"] as const).map((place) =>
    writes.filter(({ to }) => to === place),
  );
  const merge = (rest: readonly (readonly Write[])[]): Write[][] => {
    if (rest.every((queue) => queue.length === 0)) return [[]];
    return rest.flatMap(([first, ...others], at) => {
      if (!first) return [];
      return merge(rest.map((queue, i) => (i === at ? others : queue))).map((tail) => [
        first,
        ...tail,
      ]);
    });
  };
  return merge(queues);
}

function read(order: readonly Write[]): string[] {
  const said: string[] = [];
  const parent = ordering("n", (message) =>
    said.push(message.kind === "stream" ? message.text : message.kind),
  );
  for (const { to, what } of order) {
    if (typeof what !== "string") parent.message(what);
    else if (to !== "messages") parent.text(to, Buffer.from(what));
  }
  return said;
}
