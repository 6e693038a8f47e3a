import { after, test } from "node:test";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { dataSetEntry } from "../../src/data/dataSet.js";
import { idxEntry } from "../../src/data/named.js";
import type { Reading } from "../../src/data/dataSet.js";
import { cacheFolder, fetchSet, type RemoteSet } from "../../src/data/remote.js";
import { sampleCount } from "../../src/data/samples.js";
import { idxImages, idxLabels, temporaryFolder } from "./files.js";

const content: Readonly<Record<string, Buffer>> = {
  "train-images-idx3-ubyte.gz": gzipSync(idxImages(200)),
  "train-labels-idx1-ubyte.gz": gzipSync(idxLabels(200)),
  "t10k-images-idx3-ubyte.gz": gzipSync(idxImages(50, 200)),
  "t10k-labels-idx1-ubyte.gz": gzipSync(idxLabels(50, 200)),
};
const images = "train-images-idx3-ubyte.gz";
const whole = content[images]!;

type Answer = (request: IncomingMessage, response: ServerResponse, bytes: Buffer) => void;

/** What was asked for: the file and the range. */
let asked: string[] = [];

/** Mirrors by the first part of the path. */
const mirrors: Readonly<Record<string, Answer>> = {
  good: (request, response, bytes) => {
    const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
    if (start >= bytes.length) return void response.writeHead(416).end();
    const range = { "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}` };
    response.writeHead(start ? 206 : 200, start ? range : {}).end(bytes.subarray(start));
  },
  /** Sends at most a third more of it, then cuts the connection. */
  cutting: (request, response, bytes) => {
    const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const end = Math.min(bytes.length, start + Math.ceil(bytes.length / 3));
    response.writeHead(start ? 206 : 200, {
      "content-length": bytes.length - start,
      "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}`,
    });
    response.write(bytes.subarray(start, end), () => {
      if (end === bytes.length) response.end();
      else setTimeout(() => response.destroy(), 20);
    });
  },
  /** Cuts the first two connections before a byte has come. */
  shy: (request, response, bytes) => {
    const times = asked.filter((line) => line.startsWith(`shy ${request.url?.split("/")[2]}`));
    if (times.length <= 2) response.destroy();
    else response.writeHead(200).end(bytes);
  },
  /** Knows nothing of ranges. */
  simple: (_, response, bytes) => void response.writeHead(200).end(bytes),
  silent: (_, response) => void response.destroy(),
  wrong: (_, response) => void response.writeHead(200).end("a page for signing in"),
  none: (_, response) => void response.writeHead(404).end(),
};

const server = createServer((request, response) => {
  const [, mirror = "", name = ""] = (request.url ?? "").split("/");
  asked.push(`${mirror} ${name} ${request.headers.range ?? "all"}`);
  mirrors[mirror]?.(request, response, content[name] ?? Buffer.alloc(0));
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
after(() => server.close());
const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** Nobody listens there any more. */
const closed = createServer();
await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
const nobody = `http://127.0.0.1:${(closed.address() as AddressInfo).port}/`;
await new Promise((resolve) => closed.close(resolve));

function setFrom(...names: readonly string[]): RemoteSet {
  asked = [];
  return {
    name: "small",
    mirrors: names.map((name) => (name.startsWith("http") ? name : `${host}/${name}/`)),
    files: Object.entries(content).map(([name, bytes]) => ({
      name,
      checksum: ["sha256", createHash("sha256").update(bytes).digest("hex")],
    })),
  };
}

const fetched = async (set: RemoteSet, cache: string) => {
  const [first = ""] = await fetchSet(set, undefined, cache);
  return readFileSync(first);
};

test("fetched once, then read from the cache", async () => {
  const cache = temporaryFolder();
  assert.deepEqual(await fetched(setFrom("good"), cache), whole);
  assert.equal(asked.length, 4);
  assert.deepEqual(await fetched(setFrom("good"), cache), whole);
  assert.deepEqual(asked, []);
});

test("a connection that is cut is taken up where it was", async () => {
  assert.deepEqual(await fetched(setFrom("cutting"), temporaryFolder()), whole);
  const ranges = asked.filter((line) => line.includes(images)).map((line) => line.split(" ")[2]);
  assert.equal(ranges[0], "all");
  assert.ok(ranges.length >= 2, ranges.join());
  assert.ok(ranges.slice(1).every((range) => /^bytes=[1-9]\d*-$/.test(range ?? "")));
});

test("a connection that brings nothing is tried again, and given up at the third time", async () => {
  assert.deepEqual(await fetched(setFrom("shy"), temporaryFolder()), whole);
  assert.equal(asked.filter((line) => line.includes(images)).length, 3);
  await assert.rejects(fetched(setFrom("silent"), temporaryFolder()), { code: "R207" });
  assert.equal(asked.length, 3);
});

test("what an earlier session left is gone on with; a server without ranges sends all", async () => {
  for (const mirror of ["good", "simple"]) {
    const cache = temporaryFolder();
    mkdirSync(join(cache, "small"));
    writeFileSync(join(cache, "small", `${images}.part`), whole.subarray(0, 1000));
    assert.deepEqual(await fetched(setFrom(mirror), cache), whole);
    assert.equal(asked[0], `${mirror} ${images} bytes=1000-`);
    assert.ok(!existsSync(join(cache, "small", `${images}.part`)));
  }
});

test("a part that is not of this file is thrown away", async () => {
  for (const part of [Buffer.alloc(1000), Buffer.alloc(whole.length), Buffer.alloc(10 ** 5)]) {
    const cache = temporaryFolder();
    mkdirSync(join(cache, "small"));
    writeFileSync(join(cache, "small", `${images}.part`), part);
    assert.deepEqual(await fetched(setFrom("good"), cache), whole);
  }
});

test("the next mirror: after a 404, another content, and a server that is not there", async () => {
  const set = setFrom("none", "wrong", nobody, "good");
  assert.deepEqual(await fetched(set, temporaryFolder()), whole);
  assert.deepEqual(
    asked.slice(0, 3).map((line) => line.split(" ")[0]),
    ["none", "wrong", "good"],
  );
});

test("offline: which files to put where, and what was tried", async () => {
  const cache = temporaryFolder();
  const set = setFrom(nobody, "none", "wrong");
  await assert.rejects(
    fetchSet(set, undefined, cache),
    (error: Error & { code: string; hints: string[]; table: string }) => {
      assert.equal(error.code, "R207");
      assert.match(
        error.message,
        /`small` cannot be fetched: train-images-idx3-ubyte\.gz is missing/,
      );
      const [put = ""] = error.hints;
      for (const name of Object.keys(content)) assert.ok(put.includes(name));
      assert.ok(put.includes(join(cache, "small")));
      assert.match(error.table, /ECONNREFUSED/);
      assert.match(error.table, /none\/train-images.*: the server answers 404/);
      assert.match(error.table, /wrong\/train-images.*: another sha256 than published/);
      return true;
    },
  );
  assert.ok(!existsSync(join(cache, "small", images)));
  for (const [name, bytes] of Object.entries(content)) {
    writeFileSync(join(cache, "small", name), bytes);
  }
  assert.deepEqual(await fetched(set, cache), whole);
});

test("a file with another checksum is fetched anew, and named where that cannot be done", async () => {
  const cache = temporaryFolder();
  mkdirSync(join(cache, "small"));
  writeFileSync(join(cache, "small", images), "mine");
  await assert.rejects(fetchSet(setFrom("none"), undefined, cache), {
    code: "R207",
    message: /the train-images-idx3-ubyte\.gz in ".*small" has another checksum/,
  });
  assert.equal(readFileSync(join(cache, "small", images), "utf8"), "mine");
  assert.deepEqual(await fetched(setFrom("good"), cache), whole);
});

test("a folder that cannot be written", async () => {
  const cache = temporaryFolder();
  writeFileSync(join(cache, "small"), "a file");
  await assert.rejects(fetchSet(setFrom("good"), undefined, cache), {
    code: "R207",
    message: /small" cannot be written/,
  });
});

test("a signal stops it; what has come stays for the next time", async () => {
  const cache = temporaryFolder();
  const stop = new AbortController();
  const pending = fetchSet(setFrom("cutting"), { signal: stop.signal }, cache);
  stop.abort();
  await assert.rejects(pending, { code: "R304" });
});

test("a named set is read from the files of the cache", async () => {
  const cache = temporaryFolder();
  const before = process.env["CONVSCRIPT_DATA"];
  process.env["CONVSCRIPT_DATA"] = cache;
  try {
    const names = Array.from({ length: 10 }, (_, i) => String(i));
    const { train, test: tests } = await idxEntry(setFrom("good"), names).read();
    assert.deepEqual([sampleCount(train), sampleCount(tests)], [200, 50]);
  } finally {
    if (before === undefined) delete process.env["CONVSCRIPT_DATA"];
    else process.env["CONVSCRIPT_DATA"] = before;
  }
});

test("where the cache lies", () => {
  assert.equal(cacheFolder({ CONVSCRIPT_DATA: "/a" }), "/a");
  assert.equal(cacheFolder({ XDG_CACHE_HOME: "/b" }), join("/b", "convscript", "data"));
  assert.match(cacheFolder({}), /\.cache.convscript.data$/);
});

test("the table: shapes and classes are known before reading", () => {
  const known = ["mnist", "fashion", "kmnist", "cifar10", "cifar100"].map((name) => {
    const { shape, classNames } = dataSetEntry(name).info;
    return [shape.join("x"), new Set(classNames).size];
  });
  assert.deepEqual(known, [
    ["28x28x1", 10],
    ["28x28x1", 10],
    ["28x28x1", 10],
    ["32x32x3", 10],
    ["32x32x3", 100],
  ]);
});

test("progress: all that is there of a file, and how much there will be", async () => {
  const told: Reading[] = [];
  await fetchSet(
    setFrom("cutting"),
    { onProgress: (reading) => told.push(reading) },
    temporaryFolder(),
  );
  const own = told.filter(({ file }) => file === images);
  assert.deepEqual(own.at(-1), {
    unit: "bytes",
    file: images,
    done: whole.length,
    of: whole.length,
  });
  assert.ok(own.every(({ done }, i) => i === 0 || done >= (own[i - 1]?.done ?? 0)));
});
