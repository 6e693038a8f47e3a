/** Numbers of a view as text for a terminal. */
import type { Plane } from "../analysis/window.js";
import { planeSize } from "../analysis/window.js";
import { numberText } from "./animationGrid.js";

const most = 12;

/** Under its name the rows of each plane, the first of many. */
export function planeText(name: string, planes: readonly Plane[]): string {
  const [first = []] = planes;
  const many = planes.length > 1 ? ` x ${planes.length}` : "";
  return [`${name} ${planeSize(first).join("x")}${many}`, ...planes.map(rowsText)].join("\n");
}

function rowsText(plane: Plane): string {
  const cells = plane.slice(0, most).map((row) => row.slice(0, most).map(numberText));
  const width = Math.max(1, ...cells.flat().map((text) => text.length));
  const [rows, columns] = planeSize(plane);
  const lines = cells.map(
    (row) => `  ${row.map((text) => text.padStart(width)).join(" ")}${columns > most ? " …" : ""}`,
  );
  return [...lines, ...(rows > most ? ["  …"] : [])].join("\n");
}
