/** A kernel with a front end, and in place of the executor and the cells what a test says that they do. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { CellService } from "../../../src/cells/service.js";
import type { ExecutorOptions } from "../../../src/executor/executor.js";
import type { FromExecutor, Outcome, ToExecutor } from "../../../src/executor/messages.js";
import type { Connection } from "../../../src/kernel/connection.js";
import { startKernel, type Kernel } from "../../../src/kernel/kernel.js";
import { connect, type Client } from "./client.js";

type Run = Extract<ToExecutor, { kind: "run" }>;
export type Say = (message: FromExecutor) => void;

/** What a cell with this code does; without an outcome it ends well. */
export type Deed = (run: Run, say: Say) => Outcome | undefined | Promise<Outcome | undefined>;

export interface Fakes {
  readonly deeds?: Readonly<Record<string, Deed>>;
  readonly cells?: Partial<CellService>;
  /** Of an earlier kernel, to share its history. */
  readonly historyFolder?: string;
}

export interface Opened {
  readonly kernel: Kernel;
  readonly client: Client;
  readonly connection: Connection;
  readonly historyFolder: string;
  /** All that the executor was sent. */
  readonly sent: readonly ToExecutor[];
  /** What the kernel told the service of cells, besides questions. */
  readonly told: readonly string[];
  readonly executor: ExecutorOptions;
  readonly interrupts: () => number;
  /** Runs code that is there as a deed. */
  readonly execute: (code: string, more?: object) => ReturnType<Client["ask"]>;
}

export const failure: Outcome = {
  status: "error",
  name: "Error",
  message: "no",
  traceback: ["Error: no"],
};

const noNames = { networks: [], data: [] };

export async function open(t: TestContext, fakes: Fakes = {}): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), "kernel-"));
  const historyFolder = fakes.historyFolder ?? join(folder, "history");
  const connection = connectionIn(folder);
  const sent: ToExecutor[] = [];
  const told: string[] = [];
  let executor: ExecutorOptions | undefined;
  let interrupts = 0;
  const kernel = await startKernel({
    connection,
    historyFolder,
    folder,
    versions: { convscript: "1.2.3", typescript: "5.0.0" },
    report: () => undefined,
    openCells: () => Promise.resolve(fakeCells(told, fakes.cells)),
    openExecutor: (options) => {
      executor = options;
      return Promise.resolve({
        alive: true,
        send(message) {
          sent.push(message);
          if (message.kind === "run") void act(message, fakes.deeds ?? {}, options.onMessage);
        },
        interrupt: () => Promise.resolve(void (interrupts += 1)),
        restart: () => Promise.resolve(),
        close: () => Promise.resolve(void told.push("executor closed")),
      });
    },
  });
  const client = await connect(connection);
  t.after(async () => {
    client.close();
    await kernel.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const execute = (code: string, more = {}) => client.ask("execute_request", { code, ...more });
  const rest = { kernel, client, connection, historyFolder, sent, told, execute };
  return { ...rest, executor: executor!, interrupts: () => interrupts };
}

/** Sockets in a folder: no port can be taken. */
function connectionIn(folder: string): Connection {
  const ports = { shell: 1, control: 2, stdin: 3, iopub: 4, heartbeat: 5 };
  return { transport: "ipc", ip: join(folder, "s"), ports, key: "secret", scheme: "hmac-sha256" };
}

async function act(run: Run, deeds: NonNullable<Fakes["deeds"]>, say: Say): Promise<void> {
  const deed = run.cell.language === "conv" ? deeds[run.cell.code] : undefined;
  const outcome = (await deed?.(run, say)) ?? { status: "ok" };
  const expressions = Object.fromEntries(
    Object.entries(run.expressions).map(([name, cell]) => [
      name,
      { status: "ok" as const, data: { "text/plain": String(cell.id) }, metadata: {} },
    ]),
  );
  say({ kind: "done", execution: run.execution, outcome, expressions, names: noNames });
}

function fakeCells(told: string[], own: Partial<CellService> = {}): CellService {
  let id = 0;
  const tell = (text: string) => Promise.resolve(void told.push(text));
  return {
    compile: (code) => Promise.resolve({ language: "conv", id: (id += 1), code }),
    ran: (cell) => tell(`ran ${cell.id}`),
    share: () => tell("share"),
    complete: () => Promise.resolve({ start: 0, end: 0, matches: [] }),
    inspect: () => Promise.resolve(null),
    isComplete: () => Promise.resolve({ status: "complete" }),
    reset: () => tell("reset"),
    close: () => tell("cells closed"),
    ...own,
  };
}
