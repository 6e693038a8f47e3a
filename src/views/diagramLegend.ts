/** The colours of a diagram and their names, in rows that fit its width. */
import type { Plan } from "./diagramPlan.js";
import { familyColor, type Family } from "./diagramBoxes.js";

export interface Legend {
  readonly height: number;
  readonly svg: string;
}

const rowHeight = 18;

export function diagramLegend(plan: Plan, width: number): Legend {
  const names = familiesOf(plan);
  let [x, row] = [8, 0];
  const entries = names.map((family) => {
    const room = 24 + family.length * 6.6;
    if (x + room > width && x > 8) [x, row] = [8, row + 1];
    const entry = entryText(family, x, 4 + row * rowHeight);
    x += room;
    return entry;
  });
  return { height: (row + 1) * rowHeight + 6, svg: entries.join("") };
}

function familiesOf(plan: Plan): readonly Family[] {
  const seen = new Set<Family>();
  for (const box of plan.boxes) {
    seen.add(box.family);
    if (box.unfolded) familiesOf(box.unfolded.plan).forEach((family) => seen.add(family));
  }
  return (Object.keys(familyColor) as Family[]).filter((family) => seen.has(family));
}

function entryText(family: Family, x: number, y: number): string {
  return (
    `<rect x="${x}" y="${y}" width="11" height="11" rx="2" class="${family}"/>` +
    `<text x="${x + 15}" y="${y + 9.5}">${family}</text>`
  );
}
