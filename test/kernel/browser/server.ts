/** A real Jupyter server for a browser. In: the application and its folder. Out: its address; it is stopped after the test. */
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { collected, startPython } from "../suite.js";

export type Application = "jupyterlab" | "notebook";

const applications: Readonly<Record<Application, string>> = {
  jupyterlab: "LabApp",
  notebook: "JupyterNotebookApp",
};

export async function startJupyter(
  context: TestContext,
  application: Application,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const port = await freePort();
  const options = [
    `--port=${port}`,
    "--ServerApp.port_retries=0",
    "--IdentityProvider.token=",
    `--ServerApp.root_dir=${folder}`,
    `--${applications[application]}.expose_app_in_browser=True`,
    "--LabApp.extension_manager=readonly",
  ];
  const child = startPython(["-m", application, "--no-browser", "--allow-root", ...options], env);
  child.stdout.resume();
  const log = collected(child);
  context.after(async () => {
    // One signal, and wait: a second one leaves kernels behind.
    const ended = once(child, "close");
    if (child.kill("SIGTERM")) await ended;
  });
  const address = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 300 && child.exitCode === null; tries++) {
    if (await answers(`${address}/api/status`)) return address;
    await sleep(200);
  }
  child.kill("SIGTERM");
  throw new Error(`${application} did not start:\n${await log}`);
}

async function answers(address: string): Promise<boolean> {
  return fetch(address).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
