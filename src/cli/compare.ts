/** `convscript compare FILE|NETWORK…`: networks side by side in one table. */
import type { Io } from "./command.js";
import { comparisonText } from "../views/summaryComparison.js";
import { collectNetworks } from "./collect.js";

export async function run(args: readonly string[], io: Io): Promise<number> {
  const collected = await collectNetworks("compare", args, io);
  if (!collected) return 2;
  if (collected.networks.length) io.stdout.write(`${comparisonText(collected.networks, io)}\n`);
  return collected.exitCode;
}
