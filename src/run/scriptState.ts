/** What the statements so far have left: networks with their weights, and data sets, by their names. */
import type { DataSet } from "../data/dataSet.js";
import type { Definition } from "../network/scope.js";
import { dispose, liveNetwork, type LiveNetwork } from "./liveNetwork.js";
import type { OpenRunner } from "./openRunner.js";

export interface ScriptState {
  readonly openRunner: OpenRunner;
  readonly networks: Map<string, LiveNetwork>;
  /** Networks that `use` brought in: they come to life when they are first asked for. */
  readonly brought: Map<string, Definition>;
  readonly data: Map<string, DataSet>;
}

export function scriptState(openRunner: OpenRunner): ScriptState {
  return { openRunner, networks: new Map(), brought: new Map(), data: new Map() };
}

/** A network that the checker has found; undefined for a name of a library's own inside. */
export function networkNamed(state: ScriptState, name: string): LiveNetwork | undefined {
  const known = state.networks.get(name);
  if (known) return known;
  const definition = state.brought.get(name);
  if (definition?.kind !== "net") return undefined;
  const live = liveNetwork(definition.network(), state.openRunner);
  state.networks.set(name, live);
  return live;
}

/** A network of the same name is disposed. */
export function setNetwork(state: ScriptState, live: LiveNetwork): void {
  const { name } = live.network;
  const before = state.networks.get(name);
  state.networks.set(name, live);
  if (before) dispose(before);
}

/** A library's network gives way to the one that is brought in now. */
export function bringIn(state: ScriptState, names: ReadonlyMap<string, Definition>): void {
  for (const [name, definition] of names) {
    const same = state.brought.get(name) === definition;
    const before = state.networks.get(name);
    if (before && !same) {
      dispose(before);
      state.networks.delete(name);
    }
    state.brought.set(name, definition);
  }
}

export function disposeAll(state: ScriptState): void {
  for (const live of state.networks.values()) dispose(live);
  state.networks.clear();
}
