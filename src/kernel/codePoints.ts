/** Jupyter counts a cursor's place in code points, JavaScript in UTF-16 units. */

/** Past the end is the end. */
export function toUnits(text: string, codePoints: number): number {
  let units = 0;
  for (let count = 0; count < codePoints && units < text.length; count += 1)
    units += unitsAt(text, units);
  return units;
}

export function toCodePoints(text: string, units: number): number {
  let count = 0;
  for (let place = 0; place < units && place < text.length; place += unitsAt(text, place))
    count += 1;
  return count;
}

function unitsAt(text: string, place: number): number {
  return (text.codePointAt(place) ?? 0) > 0xffff ? 2 : 1;
}
