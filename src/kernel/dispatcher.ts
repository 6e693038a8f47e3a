/**
 * Requests and their answers. In: a message of shell or control. Out: `busy`, the reply, `idle`, each with the request as its
 * parent. Holds: what fails gets a reply that says so; the next request is answered all the same.
 */
import type { Header, Message } from "./message.js";
import type { Post } from "./messenger.js";
import { requested } from "./requests/table.js";
import { refusal, type Answer, type KernelParts } from "./requests/request.js";
import { now, openTurns } from "./turns.js";

export type RequestChannel = "shell" | "control";

export type Dispatch = (channel: RequestChannel, request: Message) => void;

type AnswerFunction = () => Answer | Promise<Answer>;

export function openDispatcher(kernel: KernelParts, post: Post): Dispatch {
  const turns = openTurns();

  const tellState = (state: "busy" | "idle", parent: Header) =>
    kernel.publisher.publish("status", { execution_state: state }, parent);

  async function respond(channel: RequestChannel, request: Message, answer: AnswerFunction) {
    tellState("busy", request.header);
    const { reply, metadata, after } = await settled(answer, kernel);
    const known = now();
    kernel.publisher.flush();
    if (reply) post(channel, { ...replyTo(request), content: reply, metadata });
    tellState("idle", request.header);
    after?.();
    return { reply, known };
  }

  async function runInTurn(channel: RequestChannel, request: Message, answer: AnswerFunction) {
    const { reply, known } = await respond(channel, request, answer);
    const stops = request.content.stop_on_error !== false;
    return reply?.status === "error" && stops ? known : null;
  }

  /** Front ends show the latest state, whichever request it is of: a cell that runs still is busy. */
  async function runAtOnce(channel: RequestChannel, request: Message, answer: AnswerFunction) {
    await respond(channel, request, answer);
    const { running } = kernel.executions;
    if (running) tellState("busy", running.request.header);
  }

  return (channel, request) => {
    const { answer, isInTurn } = requested(request.header.msg_type);
    const act = () => answer(request, kernel);
    if (!isInTurn?.(request.content, kernel)) {
      void runAtOnce(channel, request, act);
      return;
    }
    const run = () => runInTurn(channel, request, act);
    const abort = () => respond(channel, request, () => ({ reply: { status: "aborted" } }));
    const isCell = request.header.msg_type === "execute_request";
    turns.add({ ...times(request), run, abort: isCell ? abort : run });
  };
}

async function settled(answer: AnswerFunction, { report }: KernelParts): Promise<Answer> {
  try {
    return await answer();
  } catch (error) {
    report(error);
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return refusal(name, message);
  }
}

function replyTo({ header, identities }: Message) {
  return { type: header.msg_type.replace(/_request$/, "_reply"), parent: header, identities };
}

function times({ header }: Message): { readonly sent: number | null; readonly arrived: number } {
  const sent = Date.parse(header.date);
  return { sent: Number.isNaN(sent) ? null : sent, arrived: now() };
}
