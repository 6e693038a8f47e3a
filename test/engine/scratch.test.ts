import { test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { scratchFolder, sweepScratch } from "../../src/engine/scratch.js";

test("what a killed process has left is taken away, and nothing of another", () => {
  const module = new URL("../../src/engine/scratch.js", import.meta.url).href;
  const script = `import { scratchFolder } from "${module}"; process.stdout.write(scratchFolder());
    process.kill(process.pid, "SIGKILL"); for (;;) {}`;
  const own = scratchFolder();
  const { pid, stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script]);
  const left = stdout.toString();
  assert.ok(existsSync(left), left);
  sweepScratch(pid);
  assert.deepEqual([existsSync(left), existsSync(own)], [false, true]);
  rmSync(own, { recursive: true });
});
