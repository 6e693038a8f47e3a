/** `convscript show FILE|NETWORK…`: networks as tables of their layers. */
import type { Io } from "./command.js";
import { summaryText } from "../views/summary.js";
import { collectNetworks } from "./collect.js";

export async function run(args: readonly string[], io: Io): Promise<number> {
  const collected = await collectNetworks("show", args, io);
  if (!collected) return 2;
  const tables = collected.networks.map((network) => summaryText(network, io));
  if (tables.length) io.stdout.write(`${tables.join("\n\n\n")}\n`);
  return collected.exitCode;
}
