/** The networks that an operand names: those of a file, or a classic one, which needs no `use` here. */
import { existsSync } from "node:fs";
import type { Diagnostic } from "../language/diagnostic.js";
import type { Network } from "../network/network.js";
import type { Definition } from "../network/scope.js";
import type { Io } from "./command.js";
import { sourceOf } from "../language/source.js";
import { closest } from "../language/spelling.js";
import { check } from "../network/check.js";
import { diskFiles } from "../network/files.js";
import { didYouMean } from "../network/wording.js";
import { textOf } from "./texts.js";

export interface Found {
  readonly networks: readonly Network[];
  readonly diagnostics: readonly Diagnostic[];
  /** Why there is nothing; null where there is. */
  readonly problem: string | null;
}

/** A file goes before a classic network of the same name. */
export async function findNetworks(operand: string, io: Io): Promise<Found> {
  if (operand === "-" || existsSync(operand) || /[./\\]/.test(operand))
    return await inFile(operand, io);
  const classics = classicNetworks();
  const definition = classics.get(operand);
  if (definition?.kind === "net") return found([definition.network()]);
  const near = closest(operand, classics.keys());
  return nothing(`there is no file or classic network \`${operand}\`${didYouMean(near)}`);
}

async function inFile(path: string, io: Io): Promise<Found> {
  const text = await textOf(path, io);
  if ("diagnostic" in text) return nothing(text.diagnostic.message);
  const { value, diagnostics } = check(text.source);
  if (value.networks.length || diagnostics.length) return found(value.networks, diagnostics);
  return nothing(`\`${path}\` holds no network`);
}

function found(networks: readonly Network[], diagnostics: readonly Diagnostic[] = []): Found {
  return { networks, diagnostics, problem: null };
}

function nothing(problem: string): Found {
  return { networks: [], diagnostics: [], problem };
}

/** Every library at once; a network of them is worked out when it is asked for. */
function classicNetworks(): ReadonlyMap<string, Definition> {
  const uses = diskFiles().libraries.map((library) => `use ${library}`);
  const { names } = check(sourceOf("library", uses.join("\n"))).value.scope;
  return new Map([...names].filter(([, { kind }]) => kind === "net"));
}
