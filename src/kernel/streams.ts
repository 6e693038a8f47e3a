/**
 * Text of stdout and stderr on its way to iopub, joined: 100,000 lines become a few dozen messages. Holds: text keeps its
 * order, also between the two streams and between cells.
 */

/** How long text waits for more, in milliseconds. */
const patience = 20;
/** Characters that are sent at once. */
const plenty = 2 ** 18;

export type StreamName = "stdout" | "stderr";

export interface Streams<Origin> {
  add(origin: Origin, name: StreamName, text: string): void;
  /** Sends what waits: before every other message, so that nothing overtakes it. */
  flush(): void;
}

/** Texts of one origin and stream are joined; `origin` is compared by identity. */
export function openStreams<Origin>(
  send: (origin: Origin, name: StreamName, text: string) => void,
): Streams<Origin> {
  let waiting: { origin: Origin; name: StreamName; texts: string[]; size: number } | null = null;
  let timer: NodeJS.Timeout | null = null;

  function flush(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    if (!waiting) return;
    const { origin, name, texts } = waiting;
    waiting = null;
    send(origin, name, texts.join(""));
  }

  function add(origin: Origin, name: StreamName, text: string): void {
    if (text === "") return;
    if (waiting && (waiting.origin !== origin || waiting.name !== name)) flush();
    waiting ??= { origin, name, texts: [], size: 0 };
    waiting.texts.push(text);
    waiting.size += text.length;
    if (waiting.size >= plenty) flush();
    else timer ??= setTimeout(flush, patience);
  }

  return { add, flush };
}
