/**
 * A training as it happens. In: its events. Out: two displays: the figure, sent in full now and then, so that a page that is
 * opened meanwhile has most of it; and a ticker that holds only a script, which appends to the chart what has come since. At the
 * end the figure is sent once more and the ticker emptied, so that a saved notebook is complete and holds no script of it.
 */
import { randomUUID } from "node:crypto";
import type { TrainingEvent } from "../training/events.js";
import type { TrainingResult } from "../training/history.js";
import type { Axis, Chart } from "../views/chart.js";
import type { Figure } from "../views/figure.js";
import { plotlyNumbers } from "../views/plotlyTraces.js";
import { advance, noProgress, progressLine, type Progress } from "../views/terminalProgress.js";
import {
  advanceCurve,
  bestEpochOf,
  emptyCurve,
  type TrainingCurve,
} from "../views/trainingCurve.js";
import {
  finishedFigure,
  lossLost,
  outcomeText,
  trainingChart,
  trainingTitle,
} from "../views/trainingFigure.js";
import type { MimeBundle } from "./bundle.js";
import { figureBundle } from "./figureBundle.js";
import { tickScript, type LiveChart } from "./loader.js";

export type LiveDisplay = MimeBundle & { readonly displayId: string; readonly update: boolean };

/** Milliseconds. */
const betweenTicks = 100;
const betweenSnapshots = 7000;
const statusColumns = 110;

export function liveTraining(
  net: string,
  send: (display: LiveDisplay) => void,
  { now = () => performance.now(), id = `training-${randomUUID()}` } = {},
): (event: TrainingEvent) => void {
  const curve = emptyCurve(1, 1);
  const live: Live = {
    net,
    id,
    send,
    now,
    curve,
    progress: noProgress,
    shown: null,
    ticked: -Infinity,
  };
  return (event) => {
    live.curve = advanceCurve(live.curve, event);
    live.progress = advance(live.progress, event);
    if (event.kind === "begin") begin(live);
    if (event.kind === "step") tick(live);
    if (event.kind === "end") end(live, event.result);
  };
}

/** What a training under way has come to, and what has been shown of it. */
interface Live {
  readonly net: string;
  readonly id: string;
  readonly send: (display: LiveDisplay) => void;
  readonly now: () => number;
  curve: TrainingCurve;
  progress: Progress;
  shown: Snapshot | null;
  ticked: number;
}

function begin(live: Live): void {
  sendSnapshot(live);
  sendTicker(live, "", false);
}

function tick(live: Live): void {
  const { curve, shown, now } = live;
  if (!shown) return;
  if (lossLost(curve) !== null) return stop(live);
  if (now() - live.ticked < betweenTicks) return;
  live.ticked = now();
  const chart = trainingChart(curve, null);
  const isOther = linesOf(chart).length !== shown.counts.length;
  if (isOther || live.ticked - shown.at > betweenSnapshots) return sendSnapshot(live);
  const status = statusOf(live.progress);
  sendTicker(live, tickScript({ ...shown.live, status, traces: since(chart, shown) }), true);
}

function end(live: Live, result: TrainingResult): void {
  const figure = finishedFigure({ net: live.net, ...result }, live.curve);
  sendFigure(live, figure, outcomeText(result), true);
  sendTicker(live, "", true);
}

/** A loss that is not a number ends a training, and no `end` follows: what is shown now is what stays. */
function stop(live: Live): void {
  const { last } = live.curve;
  const status = `stopped at step ${last?.step}, in epoch ${last?.epoch}: the loss is ${last?.loss}`;
  sendSnapshot(live, status, true);
  sendTicker(live, "", true);
}

function sendSnapshot(live: Live, status = statusOf(live.progress), png = false): void {
  const { net, curve, now } = live;
  const chart = trainingChart(curve, bestEpochOf(curve));
  const sent = sendFigure(live, unfinished(net, chart, status), status, png);
  live.shown = { live: sent, at: now(), counts: lineCounts(chart) };
}

function sendFigure(
  { id, send, shown }: Live,
  figure: Figure,
  status: string,
  png: boolean,
): LiveChart {
  const chart = { id, snapshot: (shown?.live.snapshot ?? 0) + 1 };
  const bundle = figureBundle(figure, { live: { ...chart, status }, png });
  send({ ...bundle, displayId: id, update: shown !== null });
  return chart;
}

function sendTicker({ id, send }: Live, html: string, update: boolean): void {
  const data = { "text/html": html, "text/plain": "" };
  send({ data, metadata: {}, displayId: `${id}-ticker`, update });
}

function statusOf(progress: Progress): string {
  return progressLine(progress, statusColumns) || "starting";
}

interface Snapshot {
  readonly live: LiveChart;
  readonly at: number;
  /** Points of each line. */
  readonly counts: readonly number[];
}

function unfinished(net: string, chart: Chart, status: string): Figure {
  const title = trainingTitle(net);
  const alt = `${title}, not finished: ${status}`;
  return { title, alt, text: `${title}: ${status}`, body: { kind: "chart", chart } };
}

interface Line {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly axis: Axis;
}

/** In the order of Plotly's traces. */
function linesOf({ panels }: Chart): readonly Line[] {
  return panels.flatMap(({ y: axis, marks }) =>
    marks.flatMap((mark) => (mark.kind === "line" ? [{ x: mark.x, y: mark.y, axis }] : [])),
  );
}

function lineCounts(chart: Chart): readonly number[] {
  return linesOf(chart).map(({ x }) => x.length);
}

function since(chart: Chart, { counts }: Snapshot) {
  return linesOf(chart).map(({ x, y, axis }, i) => {
    const before = counts[i] ?? 0;
    return { before, x: plotlyNumbers(x.slice(before)), y: plotlyNumbers(y.slice(before), axis) };
  });
}
