import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { test, type TestContext } from "node:test";
import { showProgress } from "../../src/engine/progress.js";
import { readyLab, setUpLab } from "../../src/lab/environment.js";
import { chooseLab } from "../../src/lab/find.js";
import { pythonOf } from "../../src/lab/places.js";
import { withAddress } from "../../src/lab/server.js";
import { convscript, program } from "../cli/convscript.js";

const python = process.env["CONVSCRIPT_JUPYTER"] ?? "";
const skip = python === "" && "CONVSCRIPT_JUPYTER names no Python with Jupyter's packages";
const quiet = showProgress({ write: () => undefined });

test("the first JupyterLab that is new enough is chosen", () => {
  const one = (command: string, answer: string) => ({ command, args: ["-x"], answer });
  const chosen = (...answers: string[]) =>
    chooseLab(answers.map((answer, i) => one(`lab${i}`, answer)));
  assert.equal(chosen(), undefined);
  assert.equal(chosen("", "3.6.7\n", "not a version", "JupyterLab"), undefined);
  assert.deepEqual(chosen("", "3.6.7\n", "4.6.6\n", "5.0.0\n"), {
    command: "lab2",
    args: ["-x"],
    version: "4.6.6",
  });
  assert.equal(chosen("a warning\n4.7.0a1\n")?.version, "4.7.0a1");
  assert.equal(chosen("10.0.1\n")?.version, "10.0.1");
});

test("of JupyterLab's log its address and its errors are told", () => {
  const log = `[I 2026-01-01 00:00:00.000 LabApp] JupyterLab extension loaded
[W 2026-01-01 00:00:00.000 ServerApp] a warning
[I 2026-01-01 00:00:00.000 ServerApp] Jupyter Server 2.21.1 is running at:
[I 2026-01-01 00:00:00.000 ServerApp] http://localhost:8888/lab?token=abc
[I 2026-01-01 00:00:00.000 ServerApp]     http://127.0.0.1:8888/lab?token=abc
[C 2026-01-01 00:00:00.000 ServerApp]

    To access the server, open this file in a browser:
        file:///open.html
        http://localhost:8888/lab?token=abc
[E 2026-01-01 00:00:00.000 ServerApp] broken
    Traceback
[I 2026-01-01 00:00:00.000 ServerApp] fine
`;
  assert.deepEqual(told(log), [
    "address http://localhost:8888/lab?token=abc",
    "[E 2026-01-01 00:00:00.000 ServerApp] broken",
    "    Traceback",
  ]);
  const refusal = "[C 2026-01-01 00:00:00.000 ServerApp] Bad config encountered";
  assert.deepEqual(told(refusal), [refusal]);
});

function told(log: string): readonly string[] {
  const lines: string[] = [];
  const read = withAddress({
    onAddress: (address) => lines.push(`address ${address}`),
    onComplaint: (line) => lines.push(line),
  });
  log.trimEnd().split("\n").forEach(read);
  return lines;
}

test("Python is where each system puts it", () => {
  assert.equal(pythonOf("env", "linux"), join("env", "bin", "python"));
  assert.equal(pythonOf("env", "win32"), join("env", "Scripts", "python.exe"));
});

test("a machine that cannot set JupyterLab up says why and what to do", async (context) => {
  const parent = scratch(context);
  const standIn = (name: string, script: string) => {
    const file = join(parent, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const reason = async (...pythons: string[]) => {
    const lab = await setUpLab(quiet, pythons, join(parent, "jupyter"));
    assert.ok("reason" in lab);
    assert.match(lab.remedy, /install|network/);
    return lab.reason;
  };
  assert.match(await reason(join(parent, "absent")), /expected Python 3\.10 or newer/);
  assert.match(await reason(standIn("old", "exit 1")), /expected Python 3\.10 or newer/);
  const noVenv = 'if [ "$2" = venv ]; then echo "ensurepip is not available"; exit 1; fi';
  assert.match(await reason(standIn("bare", noVenv)), /ensurepip is not available/);
  const pip = `#!/bin/sh\\necho ERROR: no network >&2\\necho afterwards >&2\\nexit 1`;
  const noNetwork = `if [ "$2" = venv ]; then mkdir -p "$3/bin"; printf '${pip}' > "$3/bin/python"; chmod +x "$3/bin/python"; fi`;
  assert.match(await reason(standIn("offline", noNetwork)), /ERROR: no network$/);
  assert.deepEqual(readdirSync(join(parent, "jupyter")), []);
});

test("a wrong call is refused", async () => {
  for (const [args, problem] of [
    [["--nonsense"], /'--nonsense'/],
    [["a", "b"], /expected one folder/],
    [["no-such-folder"], /there is no folder no-such-folder/],
  ] as const) {
    const { code, stderr } = await convscript(["lab", ...args]);
    assert.equal(code, 2);
    assert.match(stderr, problem);
    assert.match(stderr, /usage: convscript lab/);
  }
});

test("a JupyterLab is set up, found again, and serves the kernel", { skip }, async (context) => {
  const parent = scratch(context);
  const lab = await setUpLab(quiet, ["python3", python], parent);
  assert.ok("version" in lab, "reason" in lab ? lab.reason : "");
  assert.deepEqual(readyLab(join(parent, "lab")), lab);
  assert.deepEqual(readdirSync(parent), ["lab"]);
  const asked = spawn(lab.command, [...lab.args, "--version"]);
  const [version] = (await once(asked.stdout, "data")) as [Buffer];
  assert.equal(String(version).trim(), lab.version);
});

test("convscript lab serves the kernel until it is interrupted", { skip }, async (context) => {
  const folder = scratch(context);
  const path = [dirname(python), process.env["PATH"]].join(delimiter);
  const child = spawn(
    process.execPath,
    [...process.execArgv, program, "lab", "--no-browser", folder],
    { env: { ...process.env, PATH: path, JUPYTER_RUNTIME_DIR: join(folder, "runtime") } },
  );
  context.after(() => child.kill("SIGKILL"));
  const closed = once(child, "close");
  const address = await addressFrom(child.stdout);
  const { origin, search } = new URL(address);
  const specs = await json(`${origin}/api/kernelspecs${search}`);
  assert.match(JSON.stringify(specs), /"display_name": ?"ConvScript"/);
  const plotly = await fetch(`${origin}/kernelspecs/convscript/plotly-cartesian.min.js${search}`);
  assert.ok(plotly.ok);
  await plotly.arrayBuffer();
  child.kill("SIGINT");
  const [code] = (await closed) as [number | null];
  assert.equal(code, 0);
  await assert.rejects(fetch(origin));
  assert.ok(
    !existsSync(join(folder, "runtime")) ||
      readdirSync(join(folder, "runtime")).every((name) => !name.startsWith("jpserver")),
  );
});

async function addressFrom(output: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const part of output) {
    text += String(part);
    const address = / is at (http\S+)\n/.exec(text)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`no address: ${text}`);
}

async function json(address: string): Promise<unknown> {
  return (await fetch(address)).json();
}

function scratch(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "convscript-lab-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
