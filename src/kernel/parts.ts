/** The kernel's parts: opened together, so that none waits for another, and closed together. */
import { setTimeout as sleep } from "node:timers/promises";
import type { FromExecutor } from "../executor/messages.js";
import { openComms } from "./comms.js";
import { openExecutions } from "./executions.js";
import { openHistory } from "./history/history.js";
import { openInterrupts } from "./interrupts.js";
import type { KernelOptions } from "./kernel.js";
import type { Content, Message } from "./message.js";
import type { Post } from "./messenger.js";
import { route, type OutputParts } from "./outputs.js";
import { openPrompts } from "./prompts.js";
import { openPublisher } from "./publisher.js";
import type { KernelParts } from "./requests/request.js";
import type { Sockets } from "./sockets.js";

/** How long the executor and the cells may take to end, in milliseconds; they end with this process at the latest. */
const patience = 500;

export function openParts(options: KernelOptions, post: Post, stop: () => void): KernelParts {
  const { openCells, openExecutor, folder, historyFolder, versions, report } = options;
  const onMessage = (said: FromExecutor) => route(said, outputs);
  const onDeath = (reason: string) => bury(reason, kernel);
  const executor = openExecutor({ folder, onMessage, onDeath });
  const cells = openCells({ folder });
  // Whoever needs them is told what went wrong.
  executor.catch(report);
  cells.catch(report);
  const shared = {
    publisher: openPublisher((type, content, parent, more) => {
      post("iopub", { type, content, parent, ...more, identities: [Buffer.from(type)] });
    }),
    executions: openExecutions(),
    history: openHistory(historyFolder, report),
    comms: openComms(),
    prompts: openPrompts(),
  };
  const kernel = {
    ...shared,
    executor,
    cells,
    interrupts: openInterrupts(),
    versions,
    report,
    stop,
  };
  const outputs: OutputParts = {
    ...shared,
    ask: ({ header: parent, identities }: Message, content: Content) =>
      post("stdin", { type: "input_request", content, parent, identities }),
    share: (names) => void cells.then((service) => service.share(names)).catch(report),
  };
  return kernel;
}

/** The executor has died, and with it all names and the other side of all comms. */
function bury(reason: string, kernel: KernelParts): void {
  const { cells, comms, executions, publisher, report } = kernel;
  cells.then((service) => service.reset()).catch(report);
  for (const [id] of comms.list(null)) {
    comms.closed(id);
    publisher.publish("comm_close", { comm_id: id, data: {} }, {});
  }
  // A cell that ran ends with an error that says so.
  const latest = executions.running ? null : executions.find(0);
  if (latest) publisher.stream(latest.request.header, "stderr", `${reason}\n`);
}

export async function closeParts(kernel: KernelParts, sockets: Sockets): Promise<void> {
  const { executor, cells, history, publisher, report } = kernel;
  publisher.flush();
  const ends = [executor, cells].map(async (part) => (await part).close());
  await Promise.all([
    Promise.race([Promise.allSettled([...ends, history.written()]), sleep(patience)]),
    sockets.close().catch(report),
  ]);
}
