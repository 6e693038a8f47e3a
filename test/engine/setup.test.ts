import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test, type TestContext } from "node:test";
import { errorLines } from "../../src/engine/binding.js";
import { compileArguments, compileFailed } from "../../src/engine/compile.js";
import {
  downloadFailed,
  fetchLibraries,
  holdsWheels,
  missingFiles,
} from "../../src/engine/libraries.js";
import { showProgress } from "../../src/engine/progress.js";
import { publish, withNewFolder } from "../../src/engine/publish.js";
import type { WheelChoice } from "../../src/engine/wheels.js";

const hasPython = spawnSync("python3", ["--version"]).status === 0;
const skip = !hasPython && "no python3, which set-up unpacks wheels with";
const quiet = showProgress({ write: () => undefined });

function scratch(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "engine-setup-"));
  context.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** All files that a wheel must hold, as an empty folder tells. */
const needed = missingFiles("/nonexistent", "linux");

/**
 * A small wheel, and a stand-in for Python whose pip leaves that wheel in the folder it is told; the wheel's hash is
 * taken before `spoil` changes it.
 */
function fakeWheel(folder: string, members: readonly string[], spoil = (_wheel: string) => {}) {
  const content = join(folder, "content");
  for (const member of members) {
    mkdirSync(dirname(join(content, member)), { recursive: true });
    writeFileSync(join(content, member), `content of ${member}`);
  }
  const wheel = join(folder, "fake-1.0.whl");
  const packing = ["-m", "zipfile", "-c", wheel, ...readdirSync(content)];
  assert.equal(spawnSync("python3", packing, { cwd: content }).status, 0);
  const sha256 = hashOf(wheel);
  spoil(wheel);
  const python = join(folder, "python");
  const pip = `if [ "$2" = pip ]; then for folder; do :; done; cp "${wheel}" "$folder"; else python3 "$@"; fi`;
  writeFileSync(python, `#!/bin/sh\n${pip}\n`, { mode: 0o755 });
  return { wheel, python, choice: choiceOf(sha256) };
}

function hashOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

function choiceOf(sha256: string): WheelChoice {
  const wheel = { requirement: "fake==1.0", file: "fake-1.0.whl", sha256, bytes: 1 };
  return { kind: "wheels", wheels: [wheel], pip: ["download", "fake==1.0"] };
}

/** What set-up does with a wheel: into a new folder, and published only without a failure. */
async function provide(folder: string, { python, choice }: ReturnType<typeof fakeWheel>) {
  const [parent, place] = [join(folder, "engine"), join(folder, "engine", "tensorflow")];
  const failure = await withNewFolder(parent, async (site) => {
    const problem = await fetchLibraries(choice, python, "linux", site, quiet);
    if (problem === undefined) await publish(site, place);
    return problem;
  });
  return { failure, place, left: readdirSync(parent) };
}

test(
  "of a wheel only the libraries and the headers are unpacked, and then it is known",
  { skip },
  async (context) => {
    const folder = scratch(context);
    const wheel = fakeWheel(folder, [
      ...needed,
      "tensorflow/python/a.py",
      "tensorflow/include/b.h",
    ]);
    const { failure, place, left } = await provide(folder, wheel);
    assert.equal(failure, undefined);
    assert.deepEqual(left, ["tensorflow"]);
    assert.deepEqual(missingFiles(place, "linux"), []);
    assert.equal(readFileSync(join(place, needed[0]!), "utf8"), `content of ${needed[0]!}`);
    assert.deepEqual(
      ["tensorflow/python", "tensorflow/include/b.h", "downloads"].filter((file) =>
        existsSync(join(place, file)),
      ),
      [],
    );
    assert.ok(holdsWheels(place, wheel.choice.wheels));
    assert.ok(!holdsWheels(place, [{ ...wheel.choice.wheels[0]!, file: "other-2.0.whl" }]));
  },
);

const spoilt: Readonly<
  Record<string, readonly [(wheel: string) => void, readonly string[], RegExp]>
> = {
  "is cut short": [
    (wheel) => truncateSync(wheel, 400),
    needed,
    /^fake-1.0.whl has the SHA-256 [0-9a-f]{64}; expected [0-9a-f]{64}$/,
  ],
  "was exchanged": [
    (wheel) => writeFileSync(wheel, "other"),
    needed,
    /^fake-1.0.whl has the SHA-256 d9298a10/,
  ],
  "did not arrive": [(wheel) => rmSync(wheel), needed, /^TensorFlow could not be downloaded: cp: /],
  "lacks a library": [
    () => undefined,
    needed.filter((file) => !file.includes("_cc")),
    /^the wheel lacks tensorflow\/libtensorflow_cc.so.2$/,
  ],
};

for (const [what, [spoil, members, reason]] of Object.entries(spoilt)) {
  test(`a wheel that ${what} leaves a message and nothing else`, { skip }, async (context) => {
    const folder = scratch(context);
    const { failure, left } = await provide(folder, fakeWheel(folder, members, spoil));
    assert.match(failure?.reason ?? "", reason);
    assert.deepEqual(left, []);
  });
}

test("a file that is no zip, though its hash is right, is refused", { skip }, async (context) => {
  const folder = scratch(context);
  const wheel = fakeWheel(folder, needed, (file) => writeFileSync(file, "no zip"));
  const { failure, left } = await provide(folder, {
    ...wheel,
    choice: choiceOf(hashOf(wheel.wheel)),
  });
  assert.match(failure?.reason ?? "", /^a wheel could not be unpacked: .*not a zip file/);
  assert.deepEqual(left, []);
});

test("pip's failures are told in a sentence", () => {
  const offline =
    "WARNING: Retrying after connection broken by 'NewConnectionError(...)'\nERROR: No matching distribution found";
  assert.match(downloadFailed(offline).reason, /pip cannot reach its package index$/);
  const full =
    "Collecting tensorflow\nERROR: Could not install packages: [Errno 28] No space left on device";
  assert.match(
    downloadFailed(full).reason,
    /: Could not install packages: \[Errno 28\] No space left on device$/,
  );
});

test("what an interrupted set-up left goes, what a live one makes stays", async (context) => {
  const folder = scratch(context);
  const dead = spawnSync("true").pid;
  const [abandoned, alive] = [`new-${dead}-abc`, `new-${process.pid}-abc`];
  mkdirSync(join(folder, abandoned, "deep"), { recursive: true });
  mkdirSync(join(folder, alive));
  const failing = withNewFolder(folder, () => Promise.reject(new Error("no")));
  await assert.rejects(failing, { message: "no" });
  assert.deepEqual(readdirSync(folder), [alive]);
});

test("of set-ups at the same time one folder remains, whole", async (context) => {
  const folder = scratch(context);
  const place = join(folder, "place");
  const publishOne = (name: string) =>
    withNewFolder(folder, async (made) => {
      for (const file of ["a", "b"]) writeFileSync(join(made, file), name);
      await publish(made, place);
    });
  await Promise.all(Array.from({ length: 8 }, (_, index) => publishOne(`set-up ${index}`)));
  assert.deepEqual(readdirSync(folder), ["place"]);
  const [a, b] = ["a", "b"].map((file) => readFileSync(join(place, file), "utf8"));
  assert.equal(a, b);
});

test("the compiler links the libraries of each platform, found from the binding's own folder", () => {
  const folders = {
    tfjsNode: "/package",
    nodeHeaders: "/node",
    ownSources: "/own",
    site: "/site",
    output: "/out",
  };
  const linux = compileArguments({
    ...folders,
    platform: "linux",
    runPath: "$ORIGIN/lib",
  })[0]!.join(" ");
  assert.match(
    linux,
    / \/package\/binding\/tfjs_backend.cc .* \/site\/tensorflow\/libtensorflow_cc.so.2 /,
  );
  assert.match(linux, / -Wl,-rpath,\$ORIGIN\/lib -o \/out\/tfjs_binding.node$/);
  assert.doesNotMatch(linux, /dynamic_lookup/);
  const mac = compileArguments({
    ...folders,
    platform: "darwin",
    runPath: "@loader_path/lib",
  })[0]!.join(" ");
  assert.match(mac, / -undefined dynamic_lookup .* \/site\/tensorflow\/libtensorflow_cc.2.dylib /);
});

test("a compiler's complaint is told by its first error", () => {
  const text =
    "In file included from a.h:3:\na.cc:1:10: fatal error: string: No such file or directory\ncompilation terminated.";
  assert.equal(
    compileFailed("c++", text).reason,
    "c++ could not compile TensorFlow's binding: a.cc:1:10: fatal error: string: No such file or directory",
  );
});

test("of TensorFlow's lines only errors reach the user", () => {
  const lines = [
    "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR",
    "I0000 00:00:1795293883.364022    5802 port.cc:153] oneDNN custom operations are on.",
    "To enable the following instructions: AVX2, rebuild TensorFlow",
    "E1121 20:41:03.000000    5802 cuda.cc:1] no kernel image",
  ];
  assert.deepEqual(errorLines(lines.join("\n")), [lines[3]]);
});

test("progress is one changing line on a terminal and plain lines elsewhere", () => {
  const told = (isTTY: boolean) => {
    const parts: string[] = [];
    const progress = showProgress({ isTTY, write: (text) => parts.push(text) });
    progress.step("downloading", 274_271_560);
    progress.done(50_000_000);
    progress.finish("ready");
    return parts.map((part) => part.replace("\r\u001b[K", "<"));
  };
  assert.deepEqual(told(false), ["downloading (274 MB)\n", "ready\n"]);
  assert.deepEqual(told(true), [
    "<downloading (274 MB)",
    "<downloading (50 of 274 MB)",
    "<ready\n",
  ]);
});
