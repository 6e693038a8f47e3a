/** The thread that compiles. In: questions. Out: an answer to each. TypeScript is loaded while nothing is asked. */
import { parentPort, workerData } from "node:worker_threads";
import { answering } from "./answers.js";
import { nothingKnown, type Known } from "./known.js";
import type { FromThread, ToThread } from "./questions.js";

const { folder } = workerData as { readonly folder: string };
const answers = answering(folder);
let known: Known = nothingKnown;

parentPort?.on("message", (message: ToThread) => {
  if (message.kind === "know") {
    ({ known } = message);
    return;
  }
  const { id, topic, question } = message;
  const reply: FromThread = { id, answer: answers.answer(topic, question, known) };
  parentPort?.postMessage(reply);
});

/** What has been asked meanwhile comes first. */
function warm(): void {
  if (answers.warm()) setImmediate(warm);
}

setImmediate(warm);
