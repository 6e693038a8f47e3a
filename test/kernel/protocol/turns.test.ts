import { test } from "node:test";
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { failure, open, type Deed, type Opened } from "./fakes.js";

const slowFail: Deed = async () => {
  await sleep(30);
  return failure;
};

async function statuses({ client }: Opened, ids: readonly string[]): Promise<unknown[]> {
  const answers = await Promise.all(ids.map((id) => client.answerTo(id)));
  return answers.map(({ reply }) => reply.content.status);
}

test("an error aborts the cells that wait, and those that follow in the same burst", async (t) => {
  const opened = await open(t, { deeds: { fail: () => failure, slowFail } });
  const send = (code: string) => opened.client.send("shell", "execute_request", { code });
  const ids = [await send("slowFail"), await send("a")];
  await sleep(60);
  ids.push(await send("b"));
  assert.deepEqual(await statuses(opened, ids), ["error", "aborted", "aborted"]);
  const { reply, published } = await opened.client.answerTo(ids[2]!);
  assert.deepEqual([reply.content, published], [{ status: "aborted" }, []]);
  assert.equal((await opened.execute("a")).reply.content.execution_count, 2);
});

test("a client that has seen the error goes on at once", async (t) => {
  const { execute } = await open(t, { deeds: { fail: () => failure } });
  for (let round = 0; round < 20; round += 1) {
    assert.equal((await execute("fail")).reply.content.status, "error");
    assert.equal((await execute("a")).reply.content.status, "ok");
  }
});

/** The client's clock may be wrong by an hour. */
for (const skew of [0, 3_600_000, -3_600_000])
  test(`a cell that was sent before the error is aborted, clocks ${skew} ms apart`, async (t) => {
    const { client } = await open(t, { deeds: { slowFail } });
    const date = (past: number) => new Date(Date.now() + skew - past).toISOString();
    const code = { code: "slowFail" };
    await client.ask("execute_request", code, "shell", { date: date(0) });
    const late = await client.ask("execute_request", { code: "a" }, "shell", { date: date(20) });
    assert.equal(late.reply.content.status, "aborted");
    const next = await client.ask("execute_request", { code: "a" }, "shell", { date: date(0) });
    assert.equal(next.reply.content.status, "ok");
  });

test("without stop_on_error the next cells run", async (t) => {
  const opened = await open(t, { deeds: { slowFail } });
  const send = (code: string) =>
    opened.client.send("shell", "execute_request", { code, stop_on_error: false });
  const ids = [await send("slowFail"), await send("a"), await send("slowFail"), await send("b")];
  assert.deepEqual(await statuses(opened, ids), ["error", "ok", "error", "ok"]);
});

test("1,000 cells sent at once are answered in order", async (t) => {
  const opened = await open(t);
  const ids: string[] = [];
  for (let cell = 0; cell < 1000; cell += 1)
    ids.push(await opened.client.send("shell", "execute_request", { code: `${cell}` }));
  const answers = await Promise.all(ids.map((id) => opened.client.answerTo(id)));
  assert.deepEqual(
    answers.map(({ reply }) => reply.content.execution_count),
    ids.map((_, index) => index + 1),
  );
});
