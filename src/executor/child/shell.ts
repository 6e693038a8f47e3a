/** What runs in a cell speaks to the front end through this: displays, questions, channels. */
import { randomUUID } from "node:crypto";
import type { Comms, Display, DisplayHandle, Input } from "../../cells/predeclared.js";
import type { MimeBundle } from "../../display/bundle.js";
import { plotlyBundle } from "../../display/plotlyBundle.js";
import { bundleOf, type KnownValue } from "../../display/valueBundle.js";
import { svgWords } from "../../display/svgText.js";
import type { ExecutionId, ToExecutor } from "../messages.js";
import { openComms } from "./comms.js";
import { currentExecution } from "./context.js";
import { stringify } from "./intact.js";
import { base64, plainJson } from "./json.js";
import type { Output } from "./output.js";

export interface Shell {
  readonly display: Display;
  readonly input: Input;
  readonly comm: Comms;
  receive(order: Exclude<ToExecutor, { kind: "run" }>): void;
  /** Resolves when all that an execution has displayed has been sent. */
  shown(execution: ExecutionId): Promise<void>;
  /** What `display` gives back: as a cell's last value it shows nothing, for it has been shown. */
  isHandle(value: unknown): boolean;
}

export interface ShellContext {
  readonly output: Output;
  readonly known: KnownValue;
  /** Whether a question of this execution can be answered. */
  readonly mayAsk: (execution: ExecutionId) => boolean;
  /** Neither results nor displays are sent. */
  readonly isSilent: (execution: ExecutionId) => boolean;
}

export function openShell(context: ShellContext): Shell {
  const questions: Questions = new Map();
  const comms = openComms(context.output);
  const pending = new Map<ExecutionId, Set<Promise<void>>>();
  const handles = new WeakSet();
  return {
    display: displayOf(context, pending, handles),
    isHandle: (value) => typeof value === "object" && value !== null && handles.has(value),
    input: inputOf(context, questions),
    comm: comms.api,
    receive(order) {
      if (order.kind === "comm") comms.receive(order);
      else questions.get(order.execution)?.shift()?.(order.text);
    },
    async shown(execution) {
      await Promise.allSettled([...(pending.get(execution) ?? [])]);
      pending.delete(execution);
    },
  };
}

type Pending = Map<ExecutionId, Set<Promise<void>>>;
type MaybeLater<T> = T | Promise<T>;

function displayOf(
  { output, known, isSilent }: ShellContext,
  pending: Pending,
  handles: WeakSet<object>,
): Display {
  const send = (bundle: MaybeLater<MimeBundle>, displayId: string, update: boolean) => {
    const execution = currentExecution();
    if (isSilent(execution)) return;
    const sendNow = (made: MimeBundle) =>
      output.send({ kind: "display", execution, displayId, update, ...made });
    if (!(bundle instanceof Promise)) return sendNow(bundle);
    const all = pending.get(execution) ?? new Set();
    pending.set(execution, all.add(bundle.then(sendNow)));
  };
  const show: Show = (bundle, again = () => null) => {
    const id = randomUUID();
    send(bundle, id, false);
    const update = (value: unknown) => send(again(value) ?? bundleOf(value, known), id, true);
    const handle: DisplayHandle = { id, update };
    handles.add(handle);
    return handle;
  };
  const clear = (wait = false) => {
    const execution = currentExecution();
    if (!isSilent(execution)) output.send({ kind: "clear", execution, wait });
  };
  const display = (value: unknown) => show(bundleOf(value, known));
  return Object.assign(display, typed(show), { clear });
}

/** `again` is how an update looks; null for a value that looks as any other. */
type Show = (
  bundle: MaybeLater<MimeBundle>,
  again?: (value: unknown) => MimeBundle | null,
) => DisplayHandle;

/** Values whose MIME type is given. */
function typed(show: Show) {
  const as = <V>(isOne: (value: unknown) => value is V, bundle: (value: V) => MimeBundle) => {
    const again = (value: unknown) => (isOne(value) ? bundle(value) : null);
    return (value: V) => show(bundle(value), again);
  };
  const text = (type: string) => as(isText, (content) => plainBundle(type, content, content));
  return {
    html: text("text/html"),
    svg: as(isText, (source) => plainBundle("image/svg+xml", source, svgWords(source))),
    markdown: text("text/markdown"),
    latex: text("text/latex"),
    png: as(isPicture, (image) =>
      plainBundle("image/png", typeof image === "string" ? image : base64(image), "a PNG picture"),
    ),
    json: as(isAny, (value) => {
      const copy = plainJson(value);
      return plainBundle("application/json", copy, stringify(copy, null, 1));
    }),
    plotly: as(isPlotly, (figure) => plotlyBundle(plainJson(figure))),
  };
}

function plainBundle(type: string, content: unknown, plain: string): MimeBundle {
  return { data: { [type]: content, "text/plain": plain }, metadata: {} };
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isPicture(value: unknown): value is Uint8Array | string {
  return typeof value === "string" || value instanceof Uint8Array;
}

function isPlotly(value: unknown): value is Parameters<Display["plotly"]>[0] {
  return typeof value === "object" && value !== null && "data" in value;
}

function isAny(value: unknown): value is unknown {
  return value !== undefined;
}

/** Each execution's, in the order they were asked. */
type Questions = Map<ExecutionId, ((answer: string) => void)[]>;

function inputOf({ output, mayAsk }: ShellContext, questions: Questions): Input {
  return (prompt = "", { password = false } = {}) =>
    new Promise((resolve, reject) => {
      const execution = currentExecution();
      if (!mayAsk(execution)) {
        reject(new Error("nobody can answer: this cell runs without a standard input"));
        return;
      }
      const asked = questions.get(execution) ?? [];
      questions.set(execution, asked);
      asked.push(resolve);
      output.send({ kind: "ask", execution, prompt, password });
    });
}
