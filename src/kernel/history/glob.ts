/** `*` any text, `?` one character, `[a-z]` and `[^a-z]` one of a set: GLOB of SQLite, which other kernels use. */

type Step = { readonly star: true } | { readonly star: false; fits(character: string): boolean };

/** Takes time in proportion to text times pattern at most, so that no pattern can hold the kernel up. */
export function globMatcher(pattern: string): (text: string) => boolean {
  const steps = readSteps(Array.from(pattern));
  return (text) => matches(steps, Array.from(text));
}

function matches(steps: readonly Step[], text: readonly string[]): boolean {
  let [step, place, lastStar, starPlace] = [0, 0, -1, 0];
  while (place < text.length) {
    const next = steps[step];
    if (next?.star) [lastStar, starPlace, step] = [step, place, step + 1];
    else if (next?.fits(text[place] ?? "")) [step, place] = [step + 1, place + 1];
    else if (lastStar >= 0) [step, starPlace, place] = [lastStar + 1, starPlace + 1, starPlace + 1];
    else return false;
  }
  return steps.slice(step).every(({ star }) => star);
}

function readSteps(pattern: readonly string[]): Step[] {
  const steps: Step[] = [];
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern[index] ?? "";
    const end = character === "[" ? pattern.indexOf("]", index + 2) : -1;
    if (character === "*") steps.push({ star: true });
    else if (character === "?") steps.push({ star: false, fits: () => true });
    else if (end > 0) steps.push({ star: false, fits: setOf(pattern.slice(index + 1, end)) });
    else steps.push({ star: false, fits: (one) => one === character });
    if (end > 0) index = end;
  }
  return steps;
}

function setOf(members: readonly string[]): (character: string) => boolean {
  const negated = members[0] === "^";
  const wanted = negated ? members.slice(1) : members;
  const isIn = (character: string) =>
    wanted.some((from, index) => {
      const to = wanted[index + 1] === "-" ? wanted[index + 2] : from;
      return from <= character && character <= (to ?? from);
    });
  return (character) => isIn(character) !== negated;
}
