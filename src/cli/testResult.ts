/** What a test has come to, in a few lines: the figures, the weakest classes, what is taken for what, the worst mistakes. */
import { plural } from "../network/wording.js";
import type { TestResult } from "../run/events.js";
import { percent } from "../views/terminalProgress.js";

const shown = 3;

export function testText(result: TestResult): string {
  const { net, data, samples, loss, accuracy, topErrors } = result;
  const figures = `accuracy ${percent(accuracy)}, loss ${loss.toFixed(4)}`;
  const errors = [...topErrors].map(([k, error]) => `top-${k} error ${percent(error)}`);
  const lines = [
    errors.join(", "),
    listed("weakest classes", weakest(result)),
    listed("taken for another", confused(result)),
    listed("furthest off", furthest(result)),
  ];
  const heading = `tested ${net} on ${data}: ${figures} (${plural(samples, "image")})`;
  return [heading, ...lines.filter((line) => line !== "").map((line) => `  ${line}`)].join("\n");
}

function listed(title: string, parts: readonly string[]): string {
  return parts.length === 0 ? "" : `${title}: ${parts.slice(0, shown).join(", ")}`;
}

function weakest({ classes, classNames }: TestResult): readonly string[] {
  return classes
    .map(({ accuracy }, index) => ({ name: classNames[index] ?? "", accuracy: accuracy ?? 1 }))
    .filter(({ accuracy }) => accuracy < 1)
    .sort((a, b) => a.accuracy - b.accuracy)
    .map(({ name, accuracy }) => `${name} (${percent(accuracy)})`);
}

function confused({ confusion, classNames }: TestResult): readonly string[] {
  return confusion
    .flatMap((row, label) => row.map((count, guess) => ({ label, guess, count })))
    .filter(({ label, guess, count }) => label !== guess && count > 0)
    .sort((a, b) => b.count - a.count)
    .map(
      ({ label, guess, count }) =>
        `${classNames[label] ?? ""} for ${classNames[guess] ?? ""} (${plural(count, "time")})`,
    );
}

function furthest({ worst, classNames }: TestResult): readonly string[] {
  return worst.map(
    ({ index, label, guess, probability }) =>
      `image ${index}, a ${classNames[label] ?? ""} seen as ${classNames[guess] ?? ""} (${percent(probability)} for its own)`,
  );
}
