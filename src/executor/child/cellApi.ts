/**
 * The functions of the API as cells have them. In: those of the package. Out: the same, but an interrupt stops them at their next
 * step, a training is drawn as it goes, and an interrupted one ends its cell.
 */
import { ConvScriptError } from "../../api/error.js";
import { liveOf, type Net } from "../../api/net.js";
import * as api from "../../index.js";
import { liveTraining, type LiveDisplay } from "../../display/liveTraining.js";
import type { TrainingResult } from "../../training/history.js";
import type { TrainingEvent } from "../../training/events.js";
import type { Interruptions } from "./interruption.js";

export interface ApiContext {
  readonly interruptions: Pick<Interruptions, "working">;
  /** Networks of the cell so far get the names of the constants that hold them. */
  readonly name: () => void;
  /** Null where nothing is displayed. */
  readonly live: () => ((display: LiveDisplay) => void) | null;
}

export function cellApi({ interruptions, name, live }: ApiContext): typeof api {
  const working: Working = (work) => {
    name();
    return interruptions.working(work);
  };
  return {
    ...api,
    train: (net, on, options) =>
      working(async (signal) => {
        const onEvent = options?.onEvent ?? drawn(net, live());
        const both = { ...options, signal: either(options?.signal, signal), onEvent };
        const result = await api.train(net, on, both);
        if (result.interrupted && signal.aborted) throw interrupted(net, result);
        return result;
      }),
    trainEvents: (...given) => interruptibleEvents(working, ...given),
    test: (net, on, options) =>
      working((signal) =>
        api.test(net, on, { ...options, signal: either(options?.signal, signal) }),
      ),
    predict: (...given) => working(() => api.predict(...given)),
    show: (net, view, options) =>
      working((signal) =>
        api.show(net, view, { ...options, signal: either(options?.signal, signal) }),
      ),
  };
}

type Working = Interruptions["working"];

/** Between two events the reader may take its time. */
async function* interruptibleEvents(
  working: Working,
  ...[net, on, options]: Parameters<typeof api.trainEvents>
): AsyncGenerator<TrainingEvent, void> {
  const abort = new AbortController();
  const both = { ...options, signal: either(options?.signal, abort.signal) };
  const events = api.trainEvents(net, on, both);
  let heard: AbortSignal | null = null;
  try {
    for (;;) {
      const { done, value } = await working((signal) => {
        if (signal !== heard) signal.addEventListener("abort", () => abort.abort());
        heard = signal;
        if (signal.aborted) abort.abort();
        return events.next();
      });
      if (done) return;
      yield value;
    }
  } finally {
    await events.return();
  }
}

function drawn(net: Net, send: ((display: LiveDisplay) => void) | null) {
  const shown = liveOf(net).network.title ?? net.name;
  return send ? liveTraining(shown, send) : (_: TrainingEvent) => undefined;
}

function either(own: AbortSignal | undefined, signal: AbortSignal): AbortSignal {
  return own ? AbortSignal.any([own, signal]) : signal;
}

function interrupted({ name }: Net, { steps, epochs }: TrainingResult): ConvScriptError {
  const message = `interrupted after step ${steps} (${epochs} whole epochs); \`${name}\` keeps its weights and history`;
  const hints = ["call `train` again to go on from there"];
  const detail = { code: "R304", severity: "error", message, hints, source: null };
  return new ConvScriptError(`R304: ${message}\n  = help: ${hints.join("")}`, [detail]);
}
