/**
 * A training as it happens. In: its events. Out: two displays: the figure, sent in full now and then, so that a page that is
 * opened meanwhile has most of it; and a ticker that holds only a script, which appends to the chart what has come since. At the
 * end the figure is sent once more and the ticker emptied, so that a saved notebook is complete and holds no script of it.
 */
import { randomUUID } from "node:crypto";
import type { TrainingEvent } from "../training/events.js";
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
  outcomeText,
  trainingChart,
  trainingTitle,
} from "../views/trainingFigure.js";
import type { MimeBundle } from "./bundle.js";
import { figureBundle } from "./figureBundle.js";
import { tickScript } from "./loader.js";

export type LiveDisplay = MimeBundle & { readonly displayId: string; readonly update: boolean };

/** Milliseconds. */
const betweenTicks = 100;
const betweenSnapshots = 7000;
const statusColumns = 110;

export function liveTraining(
  net: string,
  send: (display: LiveDisplay) => void,
  { now = () => performance.now(), id = randomUUID() as string } = {},
): (event: TrainingEvent) => void {
  let curve = emptyCurve(1, 1);
  let progress = noProgress;
  let shown: Snapshot | null = null;
  let ticked = -Infinity;

  const full = (figure: Figure, status: string, isLast: boolean) => {
    const live = { id, snapshot: (shown?.live.snapshot ?? 0) + 1 };
    const bundle = figureBundle(figure, { live: { ...live, status }, png: isLast });
    send({ ...bundle, displayId: id, update: shown !== null });
    return live;
  };
  const ticker = (html: string, update = true) => {
    const data = { "text/html": html, "text/plain": "" };
    send({ data, metadata: {}, displayId: `${id}-ticker`, update });
  };
  const snapshot = () => {
    const chart = trainingChart(curve, bestEpochOf(curve));
    const status = statusOf(progress);
    const live = full(unfinished(net, chart, status), status, false);
    shown = { live, at: now(), counts: lineCounts(chart), finite: isFinite(curve) };
  };
  const tick = () => {
    const isNews = isFinite(curve) !== shown?.finite;
    if (!shown || (now() - ticked < betweenTicks && !isNews)) return;
    ticked = now();
    const chart = trainingChart(curve, null);
    const isOther = linesOf(chart).length !== shown.counts.length;
    if (isNews || isOther || ticked - shown.at > betweenSnapshots) return snapshot();
    const traces = since(chart, shown);
    ticker(tickScript({ ...shown.live, status: statusOf(progress), traces }));
  };
  return (event) => {
    curve = advanceCurve(curve, event);
    progress = advance(progress, event);
    if (event.kind === "begin") {
      snapshot();
      ticker("", false);
    }
    if (event.kind === "step") tick();
    if (event.kind !== "end") return;
    full(finishedFigure({ net, ...event.result }, curve), outcomeText(event.result), true);
    ticker("");
  };
}

function statusOf(progress: Progress): string {
  return progressLine(progress, statusColumns) || "starting";
}

/** A loss that is lost is told at once: the training is about to end. */
function isFinite({ last }: TrainingCurve): boolean {
  return last === null || Number.isFinite(last.loss);
}

interface Snapshot {
  readonly live: { readonly id: string; readonly snapshot: number };
  readonly at: number;
  /** Points of each line. */
  readonly counts: readonly number[];
  readonly finite: boolean;
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
