import { test } from "node:test";
import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { augment, engine, folder, net, trainEvents } from "../../src/index.js";
import { temporaryFolder } from "../data/files.js";
import { photographFolder } from "../data/photographs.js";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const path = photographFolder(temporaryFolder(), 64);
const status = await engine();
const native = status.kind === "engine" && status.engine === "tensorflow";

for (const name of native ? ["tensorflow", "wasm"] : ["wasm"]) {
  test(`fifty epochs of image files keep resident memory flat: ${name}`, async () => {
    const before = process.env["CONVSCRIPT_ENGINE"];
    process.env["CONVSCRIPT_ENGINE"] = name;
    try {
      const photographs = augment(folder(path, { size: [32, 32] }), { flip: true, crop: 2 });
      const a = net`input 32x32x3 | conv3-8 bn | maxpool2 | gap | fc-4 | softmax`;
      const megabytes: number[] = [];
      const options = { epochs: 50, batch: 16, validate: 0.2 };
      for await (const event of trainEvents(a, photographs, options)) {
        if (event.kind !== "epoch") continue;
        collect();
        megabytes.push(process.memoryUsage.rss() / 1e6);
      }
      a.dispose();
      assert.equal(megabytes.length, 50);
      const [early, late] = [megabytes.slice(20, 30), megabytes.slice(40)].map((part) =>
        Math.min(...part),
      );
      assert.ok((late ?? NaN) - (early ?? NaN) < 16, `from ${early} MB to ${late} MB`);
    } finally {
      if (before === undefined) delete process.env["CONVSCRIPT_ENGINE"];
      else process.env["CONVSCRIPT_ENGINE"] = before;
    }
  });
}
