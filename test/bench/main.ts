/**
 * `npm run bench [-- PART… --quick]`: how fast each part is on this machine, beside others where there are any. What is found is
 * kept in results.json; `report` turns that into the README's figures.
 */
import { checkBench } from "./check.js";
import { compileBench } from "./compile.js";
import { dataBench } from "./data.js";
import { kernelBench } from "./kernel/kernel.js";
import { printTable } from "./measure.js";
import { writeReport } from "./report.js";
import { readResults, thisMachine, writeResults, type Found } from "./results.js";
import { speedBench, type How } from "./speed/speed.js";

/** A new part is an entry here. What cannot be measured here is undefined. */
const parts: { readonly [Part in keyof Found]: (how: How) => Promise<Found[Part] | undefined> } = {
  check: async () => printed("check", await checkBench()),
  compile: async () => printed("compile", await compileBench()),
  data: async (how) => printed("data", await dataBench(how)),
  kernel: async (how) => await kernelBench(how),
  speed: speedBench,
};

function printed<Rows extends Parameters<typeof printTable>[1]>(title: string, rows: Rows): Rows {
  printTable(title, rows);
  return rows;
}

function isPart(word: string): word is keyof Found {
  return word in parts;
}

async function run(part: keyof Found, quick: boolean): Promise<void> {
  const found = await parts[part]({ quick });
  if (found === undefined) return;
  writeResults({ ...readResults(), [part]: { machine: thisMachine(), quick, found } });
}

const words = process.argv.slice(2);
const quick = words.includes("--quick");
const asked = words.filter((word) => word !== "--quick");
const unknown = asked.filter((word) => word !== "report" && !isPart(word));
if (unknown.length > 0) {
  const known = [...Object.keys(parts), "report"].join(", ");
  console.error(`there is no part ${unknown.join(", ")}; the parts are ${known}`);
  process.exitCode = 2;
} else {
  const wanted = Object.keys(parts).filter(isPart);
  for (const part of wanted) if (asked.length === 0 || asked.includes(part)) await run(part, quick);
  if (asked.includes("report")) writeReport();
}
