/** The networks of all operands of a call. What is wrong with them goes to stderr, so that tables can be piped. */
import type { Network } from "../network/network.js";
import type { ExitCode, Io } from "./command.js";
import { readCall } from "./call.js";
import { diagnosticsText, hasErrors } from "./diagnostics.js";
import { findNetworks } from "./find.js";

export interface Collected {
  readonly networks: readonly Network[];
  readonly exitCode: ExitCode;
}

/** null for a wrong call. */
export async function collectNetworks(
  command: string,
  args: readonly string[],
  io: Io,
): Promise<Collected | null> {
  const call = readCall(command, args, [], io);
  if (!call) return null;
  const networks: Network[] = [];
  let exitCode: ExitCode = 0;
  for (const operand of call.operands) {
    const found = await findNetworks(operand, io);
    networks.push(...found.networks);
    if (found.problem !== null) io.stderr.write(`${found.problem}\n`);
    if (found.diagnostics.length) io.stderr.write(diagnosticsText(found.diagnostics, io));
    if (found.problem !== null || hasErrors(found.diagnostics)) exitCode = 1;
  }
  return { networks, exitCode };
}
