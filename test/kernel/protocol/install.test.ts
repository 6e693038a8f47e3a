import { test } from "node:test";
import assert from "node:assert/strict";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { convscript, folderWith } from "../../cli/convscript.js";
import { smallFlags, smallVariables } from "../../../src/kernel/small.js";

const files = [
  "kernel.json",
  "logo-32x32.png",
  "logo-64x64.png",
  "logo-svg.svg",
  "plotly-cartesian.min.js",
];

test("install and uninstall, into the user's folder and below a prefix", async () => {
  const folder = folderWith({});
  const env = { JUPYTER_DATA_DIR: join(folder, "user") };
  const places = [
    { args: [], kernels: join(folder, "user", "kernels") },
    { args: ["--user"], kernels: join(folder, "user", "kernels") },
    { args: ["--prefix", folder], kernels: join(folder, "share", "jupyter", "kernels") },
    { args: ["--sys-prefix"], kernels: join(folder, "venv", "share", "jupyter", "kernels") },
  ];
  for (const { args, kernels } of places) {
    const environment = { env: { ...env, VIRTUAL_ENV: join(folder, "venv") } };
    const own = join(kernels, "convscript");
    // A second time: it replaces the first.
    for (let round = 0; round < 2; round += 1) {
      const installed = await convscript(["kernel", "install", ...args], environment);
      assert.deepEqual(installed, { code: 0, stdout: `${own} is ready\n`, stderr: "" });
      assert.deepEqual(readdirSync(own).sort(), files);
      assert.deepEqual(readdirSync(join(kernels, "..")), ["kernels"]);
    }
    assert.ok(files.every((file) => lstatSync(join(own, file)).isFile()));
    const uninstalled = await convscript(["kernel", "uninstall", ...args], environment);
    assert.deepEqual(uninstalled, { code: 0, stdout: `${own} is gone\n`, stderr: "" });
    assert.deepEqual(readdirSync(kernels), []);
  }
});

test("kernel.json starts this program and tells it the kernel's name", async () => {
  const folder = folderWith({});
  await convscript(["kernel", "install", "--prefix", folder, "--name", "cnn"]);
  const path = join(folder, "share", "jupyter", "kernels", "cnn", "kernel.json");
  const text = readFileSync(path, "utf8");
  const { argv, env, ...rest } = JSON.parse(text) as { argv: string[]; env: object };
  assert.deepEqual(rest, {
    display_name: "ConvScript (cnn)",
    language: "typescript",
    interrupt_mode: "message",
    kernel_protocol_version: "5.5",
    metadata: { debugger: false },
  });
  assert.deepEqual(env, { CONVSCRIPT_KERNEL: "cnn", ...smallVariables });
  const [node, ...options] = argv;
  assert.equal(node, process.execPath);
  assert.deepEqual(options.splice(0, smallFlags.length), smallFlags);
  assert.ok(existsSync(options[0] ?? ""));
  assert.deepEqual(options.slice(1), ["kernel", "start", "{connection_file}"]);
});

test("another kernel's folder is left alone", async () => {
  const spec = "share/jupyter/kernels/deno/kernel.json";
  const folder = folderWith({ [spec]: '{"argv": ["deno"]}' });
  for (const verb of ["install", "uninstall"]) {
    const args = ["kernel", verb, "--prefix", folder, "--name", "deno"];
    const { code, stderr } = await convscript(args);
    assert.equal(code, 1);
    assert.match(stderr, /deno is another kernel's\n$/);
    assert.equal(readFileSync(join(folder, spec), "utf8"), '{"argv": ["deno"]}');
  }
});

test("what cannot be done is told, and nothing is left", async () => {
  const folder = folderWith({ file: "" });
  const gone = await convscript(["kernel", "uninstall", "--prefix", folder]);
  assert.equal(gone.code, 1);
  assert.match(gone.stderr, /^there is no kernel convscript in .*kernels\n$/);
  const blocked = await convscript(["kernel", "install", "--prefix", join(folder, "file")]);
  assert.deepEqual([blocked.code, blocked.stdout], [1, ""]);
  assert.deepEqual(readdirSync(folder), ["file"]);
  for (const name of ["..", "a/b", "", "a b"]) {
    const refused = await convscript(["kernel", "install", "--prefix", folder, "--name", name]);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /^expected a name of letters/);
  }
});

test("a wrong call gets the usage", async () => {
  for (const args of [
    [],
    ["remove"],
    ["start"],
    ["install", "--user", "--sys-prefix"],
    ["install", "--all"],
  ]) {
    const { code, stderr } = await convscript(["kernel", ...args]);
    assert.equal(code, 2);
    assert.match(stderr, /usage: convscript kernel install\|uninstall/);
  }
});

test("a connection file that is not one is told", async () => {
  const folder = folderWith({ bad: "{", ports: '{"shell_port": "x"}', ip: '{"transport": "udp"}' });
  const expected = { bad: /JSON/, ports: /shell_port/, ip: /expected tcp or ipc/, none: /ENOENT/ };
  for (const [name, message] of Object.entries(expected)) {
    const { code, stderr } = await convscript(["kernel", "start", join(folder, name)]);
    assert.equal(code, 1);
    assert.match(stderr, message);
    assert.match(stderr, /^connection file /);
  }
});
