import { test } from "node:test";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { connect as connectStream } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createHmac } from "node:crypto";
import { Dealer, Request } from "zeromq";
import { address, type SocketName } from "../../../src/kernel/connection.js";
import { decode, encode, signer } from "../../../src/kernel/wire.js";
import { open } from "./fakes.js";

const channels = ["shell", "control", "stdin"] as const;

test("wrong signatures are dropped; the next cell is answered", async (t) => {
  const { client, execute, sent } = await open(t);
  for (const channel of channels)
    await client.send(channel, "execute_request", { code: "forged" }, { key: "guess" });
  assert.equal((await execute("a")).reply.content.status, "ok");
  assert.equal(sent.length, 1);
});

test("malformed messages are dropped; the next cell is answered", async (t) => {
  const { client, execute, sent } = await open(t);
  for (const frames of malformed())
    for (const channel of channels) await client.sendFrames(channel, frames);
  assert.equal((await execute("a")).reply.content.status, "ok");
  assert.equal(sent.length, 1);
});

/** The last ones are signed. */
function malformed(): (string | Buffer)[][] {
  const header = JSON.stringify({ msg_id: "1", msg_type: "execute_request" });
  const parts = [
    ["", "", "", ""],
    ["{}", "{}", "{}", "{}"],
    ["null", "{}", "{}", "{}"],
    [header, "{}", "{}", "[]"],
    [header, "{}", "{}", '{"code": "1"'],
    [header, "{}", "{}", "[".repeat(200_000)],
    ['{"msg_id": 1, "msg_type": 2}', "{}", "{}", "{}"],
    [header, "{}", "{}"],
  ];
  const sign = (texts: string[]) =>
    createHmac("sha256", "secret").update(texts.join("")).digest("hex");
  return [
    [""],
    ["<IDS|MSG>"],
    ["<IDS|MSG>", ""],
    ["<IDS|MSG>", "<IDS|MSG>", "<IDS|MSG>"],
    ...Array.from({ length: 20 }, (_, size) => [randomBytes(size), randomBytes(100 * size)]),
    ...parts.map((texts) => ["<IDS|MSG>", sign(texts), ...texts]),
  ];
}

test("random bytes at every socket: the next cell is answered, and the heart beats", async (t) => {
  const { connection, execute } = await open(t);
  const sockets: SocketName[] = ["shell", "control", "stdin", "iopub", "heartbeat"];
  const greeting = Buffer.from("ff00000000000000017f03004e554c4c", "hex");
  for (const name of sockets)
    for (const start of [Buffer.alloc(0), greeting, Buffer.from([1, 0]), Buffer.from([255])]) {
      const stream = connectStream(address(connection, name).replace("ipc://", ""));
      stream.on("error", () => undefined);
      stream.end(Buffer.concat([start, randomBytes(3000)]));
      stream.resume();
      await new Promise((resolve) => stream.on("close", resolve));
    }
  assert.equal((await execute("a")).reply.content.status, "ok");
  const heart = new Request({ linger: 0 });
  heart.connect(address(connection, "heartbeat"));
  await heart.send("beat");
  assert.deepEqual((await heart.receive()).map(String), ["beat"]);
  heart.close();
});

test("a message of 20 MB arrives", async (t) => {
  const big = "x".repeat(20e6);
  const { execute } = await open(t, {
    deeds: {
      big({ execution }, say) {
        say({ kind: "result", execution, data: { "text/plain": big }, metadata: {} });
        return undefined;
      },
    },
  });
  const { published } = await execute("big");
  assert.deepEqual(published.at(-1)?.content.data, { "text/plain": big });
});

test("a client that goes away in the middle harms no other", async (t) => {
  const { connection, execute } = await open(t);
  for (let round = 0; round < 20; round += 1) {
    const dealer = new Dealer({ linger: 100 });
    dealer.connect(address(connection, "shell"));
    const parts = [{ msg_id: `${round}`, msg_type: "kernel_info_request" }, {}, {}, {}].map(
      (part) => JSON.stringify(part),
    );
    const signature = createHmac("sha256", "secret").update(parts.join("")).digest("hex");
    await dealer.send(["<IDS|MSG>", signature, ...parts]);
    dealer.close();
  }
  assert.equal((await execute("a")).reply.content.status, "ok");
});

test("a cell that ends after the kernel has been closed harms nobody", async (t) => {
  let end = () => {};
  const late = new Promise<undefined>((resolve) => (end = () => resolve(undefined)));
  const { client, kernel, sent } = await open(t, { deeds: { late: () => late } });
  await client.send("shell", "execute_request", { code: "late" });
  while (sent.length === 0) await sleep(5);
  await kernel.close();
  end();
  await sleep(50);
});

test("a signature is that of Python's hmac", () => {
  // hmac.new(b"key", b"".join([b"{}"] * 4), "sha256").hexdigest()
  const signature = "ca767b02c5bc061ed184a9a029e7f93a7f2f7ed4e8fe74120fc1212f0b008fa3";
  const parts = Array.from({ length: 4 }, () => Buffer.from("{}"));
  assert.equal(signer("key", "hmac-sha256")(parts).toString(), signature);
});

test("without a key nothing is signed; an unknown scheme is refused", () => {
  assert.equal(signer("", "hmac-sha256")([]).length, 0);
  for (const scheme of ["sha256", "hmac-nothing", ""])
    assert.throws(() => signer("key", scheme), /expected a signature scheme such as hmac-sha256/);
});

test("a message keeps its identities and buffers on the wire", () => {
  const sign = signer("key", "hmac-sha512");
  const header = {
    msg_id: "1",
    msg_type: "t",
    session: "s",
    username: "u",
    date: "",
    version: "5.5",
  };
  const identities = [Buffer.from([1, 0]), Buffer.from("x")];
  const buffers = [Buffer.from([0, 255])];
  const message = { identities, header, parent: {}, metadata: {}, content: { a: "é" }, buffers };
  assert.deepEqual(decode(encode(message, sign), sign), message);
});
