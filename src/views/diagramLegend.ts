/** The colours of a diagram and their names, in rows that fit its width. */
import type { Plan } from "./diagramPlan.js";
import { familyColor, type Family } from "./diagramBoxes.js";

export interface Legend {
  readonly height: number;
  readonly svg: string;
}

const rowHeight = 18;

export function diagramLegend(plan: Plan, width: number): Legend {
  const names: readonly Entry[] = [
    ...familiesOf(plan).map((family) => ({ name: family, look: family })),
    ...(anyFrozen(plan) ? [{ name: "frozen, its weights are kept", look: "block f" }] : []),
  ];
  let [x, row] = [8, 0];
  const entries = names.map(({ name, look }) => {
    const room = 24 + name.length * 6.6;
    if (x + room > width && x > 8) [x, row] = [8, row + 1];
    const entry = entryText(name, look, x, 4 + row * rowHeight);
    x += room;
    return entry;
  });
  return { height: (row + 1) * rowHeight + 6, svg: entries.join("") };
}

interface Entry {
  readonly name: string;
  /** Classes of its sign. */
  readonly look: string;
}

function anyFrozen({ boxes }: Plan): boolean {
  return boxes.some(({ frozen, unfolded }) => frozen || (unfolded && anyFrozen(unfolded.plan)));
}

function familiesOf(plan: Plan): readonly Family[] {
  const seen = new Set<Family>();
  for (const box of plan.boxes) {
    seen.add(box.family);
    if (box.unfolded) familiesOf(box.unfolded.plan).forEach((family) => seen.add(family));
  }
  return (Object.keys(familyColor) as Family[]).filter((family) => seen.has(family));
}

function entryText(name: string, look: string, x: number, y: number): string {
  return (
    `<rect x="${x}" y="${y}" width="11" height="11" rx="2" class="${look}"/>` +
    `<text x="${x + 15}" y="${y + 9.5}">${name}</text>`
  );
}
