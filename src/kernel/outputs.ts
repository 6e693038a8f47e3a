/**
 * What the executor says, on its way to the front ends. Holds: output goes out under the cell whose code made it; a silent
 * cell shows nothing.
 */
import type { SharedNames } from "../cells/sharedNames.js";
import type { FromExecutor } from "../executor/messages.js";
import type { Comms } from "./comms.js";
import type { Execution, Executions } from "./executions.js";
import type { History } from "./history/history.js";
import { isContent, type Content, type Message } from "./message.js";
import type { Prompts } from "./prompts.js";
import type { Publisher } from "./publisher.js";

export interface OutputParts {
  readonly publisher: Publisher;
  readonly executions: Executions;
  readonly history: History;
  readonly comms: Comms;
  readonly prompts: Prompts;
  /** Sends a question to the front end that asked for the cell; answers with the message's id. */
  readonly ask: (request: Message, content: Content) => string;
  /** What the cells so far have left, for the service that checks the next one. */
  readonly share: (names: SharedNames) => void;
}

type Kind = FromExecutor["kind"];
type Said<K extends Kind> = Extract<FromExecutor, { kind: K }>;
type Routes = {
  readonly [K in Kind]: (said: Said<K>, parts: OutputParts) => void;
};

const routes: Routes = {
  ready: () => undefined,
  stream: ({ execution, name, text }, parts) =>
    shown(execution, parts, ({ request }) => parts.publisher.stream(request.header, name, text)),
  display({ execution, displayId, update, data, metadata }, parts) {
    const type = update ? "update_display_data" : "display_data";
    const transient = displayId === null ? {} : { display_id: displayId };
    publish(type, { data, metadata, transient }, execution, parts);
  },
  clear: ({ execution, wait }, parts) => publish("clear_output", { wait }, execution, parts),
  result({ execution, data, metadata }, parts) {
    const { count = 0, counted = false } = parts.executions.find(execution) ?? {};
    publish("execute_result", { execution_count: count, data, metadata }, execution, parts);
    if (counted) parts.history.setOutput(count, String(data["text/plain"]));
  },
  ask({ execution, prompt, password }, parts) {
    const asking = parts.executions.find(execution);
    if (asking) parts.prompts.asked(execution, parts.ask(asking.request, { prompt, password }));
  },
  comm(said, { publisher, executions, comms }) {
    const { execution, type, comm, target = "", data, metadata, buffers = [] } = said;
    if (type === "open") comms.opened(comm, target);
    if (type === "close") comms.closed(comm);
    const named = type === "open" ? { target_name: target } : {};
    const parent = executions.find(execution)?.request.header ?? {};
    const content = { comm_id: comm, ...named, data };
    publisher.publish(`comm_${type}`, content, parent, {
      metadata: isContent(metadata) ? metadata : {},
      buffers: buffers.map((one) => Buffer.from(one, "base64")),
    });
  },
  done(done, { executions, share }) {
    share(done.names);
    executions.end(done);
  },
};

export function route(said: FromExecutor, parts: OutputParts): void {
  const send = routes[said.kind] as (said: FromExecutor, parts: OutputParts) => void;
  send(said, parts);
}

function publish(type: string, content: Content, execution: number, parts: OutputParts): void {
  shown(execution, parts, ({ request }) => parts.publisher.publish(type, content, request.header));
}

function shown(
  id: number,
  { executions }: OutputParts,
  show: (execution: Execution) => void,
): void {
  const execution = executions.find(id);
  if (execution && !execution.silent) show(execution);
}
