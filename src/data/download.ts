/** One file by HTTP. In: an address and a path. Out: the reason where it fails; what has come by then stays for the next try. */
import { createWriteStream } from "node:fs";
import { stat, truncate } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { systemReason } from "../problem/problem.js";

/** A connection that was cut is taken up again as long as something comes, and so often where nothing does. */
const emptyAttempts = 3;
/** Milliseconds in which something must come. */
const patience = 30_000;

export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called as bytes come, with all that are there and how many there will be. */
  readonly onBytes?: ((done: number, of: number | null) => void) | undefined;
}

export async function download(
  url: string,
  path: string,
  options: DownloadOptions = {},
): Promise<string | null> {
  let [before, empty] = [await sizeOf(path), 0];
  for (;;) {
    const outcome = await attemptOnce(url, path, before, options);
    if (outcome === null) return null;
    const now = await sizeOf(path);
    const again = outcome.again || now > before;
    empty = now > before ? 0 : empty + 1;
    before = now;
    if (options.signal?.aborted || !again || empty === emptyAttempts) return outcome.reason;
  }
}

interface Failure {
  readonly reason: string;
  /** The connection failed at once, not what was asked for. */
  readonly again: boolean;
}

async function attemptOnce(
  url: string,
  path: string,
  start: number,
  { signal, onBytes }: DownloadOptions,
): Promise<Failure | null> {
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(), patience);
  const either = signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal;
  try {
    const headers = start > 0 ? { range: `bytes=${start}-` } : {};
    const response = await fetch(url, { headers, signal: either });
    const reason = await receive(response, path, start, (done, of) => {
      timer.refresh();
      onBytes?.(done, of);
    });
    return reason === null ? null : { reason, again: false };
  } catch (error) {
    if (stalled.signal.aborted) return { reason: "nothing came for 30 seconds", again: false };
    return { reason: reasonOf(error), again: true };
  } finally {
    clearTimeout(timer);
  }
}

/** 206: the rest. 200: all from the beginning. 416: there is nothing after what is there. */
async function receive(
  response: Response,
  path: string,
  start: number,
  progress: (done: number, of: number | null) => void,
): Promise<string | null> {
  const { status, body } = response;
  if (status === 416 && start > 0) {
    await body?.cancel();
    return null;
  }
  const resumed = status === 206 && resumesAt(response, start);
  if (!body || (status !== 200 && !resumed)) {
    await body?.cancel();
    if (status === 206) await truncate(path);
    return `the server answers ${status}`;
  }
  let done = resumed ? start : 0;
  const length = Number(response.headers.get("content-length") ?? NaN);
  const of = Number.isFinite(length) ? done + length : null;
  async function* watched(chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      done += chunk.length;
      progress(done, of);
      yield chunk;
    }
  }
  await pipeline(watched(body), createWriteStream(path, { flags: resumed ? "a" : "w" }));
  return null;
}

function resumesAt(response: Response, start: number): boolean {
  return response.headers.get("content-range")?.startsWith(`bytes ${start}-`) ?? false;
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** `fetch` hides the reason in the cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error) return systemReason(cause);
  return systemReason(error);
}
