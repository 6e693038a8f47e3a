import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseLibraries, tensorflowVersion, type Machine } from "../../src/engine/wheels.js";

/** Machines as `inspectMachine` finds them. */
const debian: Machine = {
  platform: "linux",
  arch: "x64",
  glibc: "2.36",
  nvidia: false,
  python: "python3",
  pip: true,
  compiler: "c++",
};
const raspberry: Machine = { ...debian, arch: "arm64", glibc: "2.41" };
const mac: Machine = {
  platform: "darwin",
  arch: "arm64",
  nvidia: false,
  python: "python3",
  pip: true,
  compiler: "c++",
};
const alpine: Machine = {
  platform: "linux",
  arch: "x64",
  nvidia: false,
  python: "python3",
  pip: true,
  compiler: "c++",
};
const windows: Machine = {
  platform: "win32",
  arch: "x64",
  nvidia: true,
  python: "python",
  pip: true,
};
const bare: Machine = { platform: "linux", arch: "x64", glibc: "2.36", nvidia: false, pip: false };

test("each platform gets its own wheel, pinned", () => {
  const files = [debian, raspberry, mac].map((machine) => {
    const choice = chooseLibraries(machine);
    assert.equal(choice.kind, "wheels");
    assert.match(choice.wheels[0]?.sha256 ?? "", /^[0-9a-f]{64}$/);
    return choice.wheels.map(({ requirement, file }) => `${requirement} ${file}`);
  });
  assert.deepEqual(files, [
    ["tensorflow-cpu==2.21.0 tensorflow_cpu-2.21.0-cp313-cp313-manylinux_2_27_x86_64.whl"],
    ["tensorflow==2.21.0 tensorflow-2.21.0-cp313-cp313-manylinux_2_27_aarch64.whl"],
    ["tensorflow==2.21.0 tensorflow-2.21.0-cp313-cp313-macosx_12_0_arm64.whl"],
  ]);
});

test("pip is told the platform and a Python of its own, so any Python 3 will do", () => {
  const pipOf = (machine: Machine) => {
    const choice = chooseLibraries(machine);
    return choice.kind === "wheels" ? choice.pip.join(" ") : choice.kind;
  };
  assert.match(pipOf(debian), /^download --no-deps --only-binary=:all: .*--python-version 3.13 /);
  assert.match(pipOf(debian), / --platform manylinux_2_27_x86_64 tensorflow-cpu==2.21.0$/);
  assert.match(pipOf(raspberry), / --platform manylinux_2_27_aarch64 tensorflow==2.21.0$/);
  assert.match(pipOf(mac), / 3.13 --platform macosx_12_0_arm64 tensorflow==2.21.0$/);
});

test("a GPU gets the CUDA build with the libraries it looks for; on arm64 there is none", () => {
  const choice = chooseLibraries({ ...debian, nvidia: true });
  assert.equal(choice.kind, "wheels");
  const [first, ...others] = choice.wheels.map(({ requirement }) => requirement);
  assert.equal(first, `tensorflow==${tensorflowVersion}`);
  const names = others.map((requirement) => requirement.replace(/^nvidia-(.*)-cu12==.*$/, "$1"));
  const needed = ["cublas", "cuda-cupti", "cuda-nvcc", "cuda-nvrtc", "cuda-runtime", "cudnn"];
  const more = ["cufft", "curand", "cusolver", "cusparse", "nccl", "nvjitlink"];
  assert.deepEqual(names, [...needed, ...more]);
  const arm = chooseLibraries({ ...raspberry, nvidia: true });
  assert.equal(arm.kind === "wheels" && arm.wheels.length, 1);
});

test("an installed TensorFlow is used where it fits, even without pip", () => {
  const installed = { name: "tensorflow-cpu", version: "2.21.1", site: "/opt/site-packages" };
  const used = { kind: "installed", site: "/opt/site-packages" };
  assert.deepEqual(chooseLibraries({ ...debian, pip: false, installed }), used);
  const kindWith = (change: Partial<Machine>) =>
    chooseLibraries({ ...debian, installed, ...change }).kind;
  assert.equal(kindWith({ nvidia: true }), "wheels");
  assert.equal(kindWith({ installed: { ...installed, version: "2.19.0" } }), "wheels");
  assert.equal(kindWith({ installed: { ...installed, version: "2.210.0" } }), "wheels");
  assert.equal(
    kindWith({ nvidia: true, installed: { ...installed, name: "tensorflow" } }),
    "installed",
  );
});

test("what is missing is named, with what to do", () => {
  const cases: readonly (readonly [Machine, RegExp, RegExp])[] = [
    [{ ...debian, pip: false }, /^not found: pip$/, /`apt install python3-pip`/],
    [bare, /^not found: Python 3, pip, a C\+\+ compiler$/, /python3 python3-pip g\+\+`/],
    [{ ...mac, pip: false }, /^not found: pip$/, /xcode-select --install/],
    [alpine, /needs glibc 2.27 or newer; this Linux has another C library \(musl\)/, /Debian/],
    [{ ...debian, glibc: "2.17" }, /this Linux has 2.17/, /Debian/],
    [windows, /no wheel that fits win32 x64/, /WSL 2/],
    [{ ...mac, arch: "x64" }, /no wheel that fits darwin x64/, /Apple silicon/],
    [{ ...debian, arch: "riscv64" }, /no wheel that fits linux riscv64/, /x64 or arm64/],
  ];
  for (const [machine, reason, remedy] of cases) {
    const choice = chooseLibraries(machine);
    assert.equal(choice.kind, "unavailable");
    assert.match(choice.reason, reason);
    assert.match(choice.remedy, remedy);
  }
});
