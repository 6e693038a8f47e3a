/**
 * The process that runs cells. In: a line that says where, then orders. Out: messages. What is large (the language, the API) is
 * loaded when the process has said that it is ready; the first cell waits for it.
 */
import { Socket } from "node:net";
import { setFlagsFromString } from "node:v8";
import type { ToExecutor } from "../messages.js";
import { descriptors, lineReader, type Order, type Setup } from "../wire.js";
import { currentExecution, executionOf, followExecutions } from "./context.js";
import { failureOf } from "./failure.js";
import { parse } from "./intact.js";
import { watchInterrupts } from "./interruption.js";
import { openOutput, type Output } from "./output.js";
import { replaceStreams } from "./streams.js";
import type { Workplace } from "./workplace.js";

const later = setImmediate;

let workplace: Promise<Workplace> | null = null;

function take(order: Order): void {
  if (!("kind" in order)) workplace = begin(order);
  else void receive(order);
}

/** Not by `then`, which a cell can replace. */
async function receive(order: ToExecutor): Promise<void> {
  const place = await workplace;
  later(() => place?.receive(order));
}

/** By how much the room for young objects grows where many of them stay; V8's own is 2. */
function growth(factor: number): void {
  setFlagsFromString(`--semi-space-growth-factor=${factor}`);
}

/** Where our own files cannot be loaded, every cell says so. */
function brokenWorkplace(output: Output, error: unknown): Workplace {
  const names = { networks: [], data: [] };
  return {
    abandon: () => undefined,
    receive(order) {
      if (order.kind !== "run") return;
      const { execution } = order;
      output.flush(execution);
      output.send({ kind: "done", execution, outcome: failureOf(error), expressions: {}, names });
    },
  };
}

async function begin({ folder, nonce }: Setup): Promise<Workplace> {
  const output = openOutput(nonce);
  let place: Workplace | null = null;
  const interruptions = watchInterrupts((execution) => place?.abandon(execution));
  followExecutions();
  replaceStreams(output);
  surviveErrors(output);
  output.send({ kind: "ready" });
  try {
    // V8 never gives back the room for young objects that loading makes it take: 10 MB. Cells may have it.
    growth(1);
    // An interrupt must not cut this off: a module that has not been loaded whole never will be.
    place = await interruptions.working(async () => {
      const { openWorkplace } = await import("./workplace.js");
      return openWorkplace({ folder, output, interruptions });
    });
    growth(2);
    return place;
  } catch (error) {
    return brokenWorkplace(output, error);
  }
}

/** What nobody catches is told under the cell that it comes from. */
function surviveErrors(output: Output): void {
  const tell = (error: unknown, execution: number) =>
    output.write("stderr", `${failureOf(error).traceback.join("\n")}\n`, execution);
  process.on("uncaughtException", (error) => tell(error, currentExecution()));
  process.on("unhandledRejection", (error, promise) => tell(error, executionOf(promise)));
}

const orders = new Socket({ fd: descriptors.orders, writable: false });
orders.on(
  "data",
  lineReader((line) => take(parse(line) as Setup | ToExecutor)),
);
