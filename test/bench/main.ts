/** `npm run bench [-- PART… --quick]`: how fast each part is on this machine, beside others where there are any. */
import { checkBench } from "./check.js";
import { dataBench } from "./data.js";
import { kernelBench } from "./kernel/kernel.js";
import { printTable } from "./measure.js";
import { speedBench, type How } from "./speed/speed.js";

/** A new part is an entry here. */
const parts: Readonly<Record<string, (how: How) => Promise<void> | void>> = {
  check: async () => {
    printTable("check", await checkBench());
  },
  data: async () => {
    printTable("data", await dataBench());
  },
  kernel: kernelBench,
  speed: speedBench,
};

const words = process.argv.slice(2);
const quick = words.includes("--quick");
const asked = words.filter((word) => word !== "--quick");
const unknown = asked.filter((part) => !(part in parts));
if (unknown.length > 0) {
  const known = Object.keys(parts).join(", ");
  console.error(`there is no part ${unknown.join(", ")}; the parts are ${known}`);
  process.exitCode = 2;
} else {
  for (const [name, bench] of Object.entries(parts)) {
    if (asked.length === 0 || asked.includes(name)) await bench({ quick });
  }
}
