/** `show top5` and `show predictions`: what a network takes pictures for. In: a subject, an input or data. Out: classes. */
import type { DataSet } from "../data/dataSet.js";
import { ranked, rankedClasses, requireClasses } from "./classScore.js";
import type { Input } from "./input.js";
import { batches, shownPart, someOf } from "./samples.js";
import { ofNetwork, type Subject } from "./subject.js";
import type { PredictionsView } from "./dataSetViews.js";
import type { TopView } from "./view.js";

/** Throws R107. */
export async function topView(
  subject: Subject,
  { shown, values }: Input,
  most: number,
): Promise<TopView> {
  const classes = await rankedClasses(subject, values);
  return { kind: "top5", ...ofNetwork(subject), of: shown, ranked: classes.slice(0, most) };
}

type Shown = PredictionsView["shown"][number];

/** Of up to 1,000 samples half are wrong ones, where there are as many. Throws R107, R304. */
export async function predictionsView(
  subject: Subject,
  data: DataSet,
  most = 32,
): Promise<PredictionsView> {
  requireClasses(subject.network);
  const part = shownPart(data);
  const indices = someOf(part, 1000);
  const right: Shown[] = [];
  const wrong: Shown[] = [];
  let mistakes = 0;
  for await (const { shown, values, labels } of batches(subject, data, part, indices)) {
    const { data: outputs } = await subject.runner.predict(values);
    const each = outputs.length / shown.length;
    shown.forEach((sample, i) => {
      const [guess] = ranked(subject, outputs.slice(i * each, (i + 1) * each));
      if (!guess) return;
      const isRight = guess.index === labels[i];
      if (!isRight) mistakes += 1;
      const kept = isRight ? right : wrong;
      if (kept.length < most) kept.push({ sample, guess, right: isRight });
    });
  }
  const share = Math.max(most / 2, most - right.length);
  const chosen = wrong.slice(0, share);
  const shown = [...chosen, ...right.slice(0, most - chosen.length)];
  const counts = { samples: indices.length, wrong: mistakes };
  return { kind: "predictions", ...ofNetwork(subject), data: data.name, ...counts, shown };
}
