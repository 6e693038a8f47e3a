/**
 * A thread beside the one that runs cells: it can act while that one is in a loop. In: interrupts by a pipe of its own. Out: flags
 * in shared memory, then the end of what runs. When the pipe closes the parent has gone, and the process ends.
 */
import { Session } from "node:inspector";
import { Socket } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { sweepScratch } from "../../engine/scratch.js";
import { descriptors, lineReader, type GuardReport, type InterruptOrder } from "../wire.js";
import { slots, type Interrupt, type Signals } from "./signals.js";

const signals = workerData as Signals;
const pipe = new Socket({ fd: descriptors.guard });
const say = (report: GuardReport) => pipe.write(`${report}\n`);

pipe.on(
  "data",
  lineReader((line) => begin((JSON.parse(line) as InterruptOrder).interrupt)),
);
pipe.on("error", endProcess);
pipe.on("close", endProcess);

/** Its process group too: programs that cells have started. Nobody else is left who could clear up. */
function endProcess(): void {
  sweepScratch(process.pid);
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    process.kill(process.pid, "SIGKILL");
  }
}

let latest: Interrupt = { execution: 0, number: 0 };
let timer: NodeJS.Timeout | null = null;
let cutting = false;
let stuck = false;

/** The main thread has this long to take notice before it is cut off. */
const patience = 150;

function begin(execution: number): void {
  latest = { execution, number: latest.number + 1 };
  Atomics.store(signals, slots.asked, execution);
  if (execution === 0 || Atomics.load(signals, slots.running) === execution) {
    Atomics.store(signals, slots.stop, 1);
  }
  parentPort?.postMessage(latest);
  say("asked");
  if (!timer) watch(1);
  else if (stuck) cut();
}

/** Interrupts are told again and again: a cut that finds nothing to cut off takes the next call instead. */
function watch(round: number): void {
  timer = setTimeout(() => {
    if (settle()) return;
    const busy = Atomics.load(signals, slots.busy) > 0;
    if (!busy) cut();
    if (round === (busy ? 60 : 10)) {
      stuck = true;
      say("stuck");
    }
    parentPort?.postMessage(latest);
    watch(round + 1);
  }, patience);
}

function settle(): boolean {
  if (cutting || Atomics.load(signals, slots.heard) !== latest.number) return false;
  if (timer) clearTimeout(timer);
  timer = null;
  stuck = false;
  say("settled");
  return true;
}

/** Ends what JavaScript runs there, without any `finally`; a native call ends first. */
function cut(): void {
  if (cutting) return;
  cutting = true;
  Atomics.store(signals, slots.cut, latest.number);
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.terminateExecution", () => {
    session.disconnect();
    cutting = false;
    parentPort?.postMessage(latest);
    if (timer) settle();
  });
}

parentPort?.on("message", () => {
  if (timer) settle();
});
