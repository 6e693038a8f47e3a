/** `npm run bench [-- PART…]`: how fast each part is on this machine. */
import { checkBench } from "./check.js";
import { printTable, type Measurement } from "./measure.js";

const parts: Readonly<Record<string, () => Promise<readonly Measurement[]>>> = {
  check: checkBench,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((part) => !(part in parts));
if (unknown.length > 0) {
  console.error(
    `there is no part ${unknown.join(", ")}; the parts are ${Object.keys(parts).join(", ")}`,
  );
  process.exitCode = 2;
} else {
  for (const [name, bench] of Object.entries(parts))
    if (asked.length === 0 || asked.includes(name)) printTable(name, await bench());
}
