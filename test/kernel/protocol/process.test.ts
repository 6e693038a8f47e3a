import { test } from "node:test";
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readConnection } from "../../../src/kernel/connection.js";
import { folderWith, start } from "../../cli/convscript.js";
import { connect, type Client } from "./client.js";

interface Running {
  readonly process: ChildProcess;
  readonly client: Client;
  readonly folder: string;
}

/** The kernel as Jupyter starts it; its sockets lie in the folder. */
async function running(env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const ports = { shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5 };
  const folder = folderWith({ "sockets/none": "" });
  const ip = join(folder, "sockets", "k");
  const file = join(
    folderWith({ "c.json": json({ transport: "ipc", ip, key: "k", ...ports }) }),
    "c.json",
  );
  const process = start(["kernel", "start", file], {
    cwd: folder,
    env: { JUPYTER_DATA_DIR: folder, ...env },
  });
  const client = await connect(readConnection(file));
  await client.ask("kernel_info_request", {});
  return { process, client, folder };
}

const json = (value: unknown) => JSON.stringify(value);

/** Its exit code, after which nothing of it lies about. */
async function endOf({ process, client, folder }: Running): Promise<unknown> {
  const [code] = (await once(process, "exit")) as unknown[];
  client.close();
  assert.deepEqual(readdirSync(join(folder, "sockets")), ["none"]);
  assert.deepEqual(readdirSync(folder), ["sockets"]);
  return code;
}

for (const signal of ["SIGTERM", "SIGHUP"] as const)
  test(`${signal} ends the kernel`, async () => {
    const kernel = await running();
    kernel.process.kill(signal);
    assert.equal(await endOf(kernel), 0);
  });

test("shutdown ends the kernel; SIGINT does not", async () => {
  const kernel = await running();
  kernel.process.kill("SIGINT");
  const { reply } = await kernel.client.ask("shutdown_request", { restart: false }, "control");
  assert.deepEqual(reply.content, { status: "ok", restart: false });
  assert.equal(await endOf(kernel), 0);
});

test("the kernel ends when the Jupyter that has started it is gone", async () => {
  const jupyter = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000)"]);
  const kernel = await running({ JPY_PARENT_PID: String(jupyter.pid) });
  jupyter.kill("SIGKILL");
  assert.equal(await endOf(kernel), 0);
});

test("an address that is taken is told", async () => {
  const ports = { shell_port: 1, iopub_port: 1, stdin_port: 1, control_port: 1, hb_port: 1 };
  const folder = folderWith({});
  const connection = json({
    transport: "ipc",
    ip: join(folder, "missing", "k"),
    key: "",
    ...ports,
  });
  const file = join(folderWith({ "c.json": connection }), "c.json");
  const child = start(["kernel", "start", file], { cwd: folder });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (part: string) => (stderr += part));
  const [code] = (await once(child, "exit")) as unknown[];
  assert.equal(code, 1);
  assert.match(stderr, /^cannot listen at ipc:.*missing/);
});
