/**
 * The names that both languages share. In: what statements of ConvScript have made, and what TypeScript has put into its
 * names. Out: the same networks and data sets in the other language, the weights not copied. Holds: the latest meaning of a
 * name is its meaning in both; a network that TypeScript has seen lives as long as somebody there holds it.
 */
import { definitionOf, isNet, liveOf, nameNet, netOf, renamedTo, type Net } from "../../api/net.js";
import type { DataSet } from "../../data/dataSet.js";
import { isDataSet } from "../../display/valueData.js";
import { reservation } from "../../language/names.js";
import { sourceOf, span } from "../../language/source.js";
import type { CheckedStatement } from "../../network/check.js";
import { define, emptyScope, type Definition, type Scope } from "../../network/scope.js";
import { dispose, type LiveNetwork } from "../../run/liveNetwork.js";
import { openRunner } from "../../run/openRunner.js";
import { networkNamed, scriptState, type ScriptState } from "../../run/scriptState.js";

export interface Session {
  readonly state: ScriptState;
  scope: Scope;
  /** Every top-level name of TypeScript cells, and what ConvScript has made. */
  readonly exports: Record<string, unknown>;
  /** What a name of TypeScript held when it was looked at last. */
  readonly seen: Map<string, unknown>;
  readonly nets: WeakMap<LiveNetwork, WeakRef<Net>>;
  readonly unheld: FinalizationRegistry<LiveNetwork>;
}

export function newSession(): Session {
  const state = scriptState(openRunner);
  const unheld = new FinalizationRegistry((live: LiveNetwork) => {
    if (![...state.networks.values()].includes(live)) dispose(live);
  });
  const exports = openExports();
  return { state, scope: emptyScope, exports, seen: new Map(), nets: new WeakMap(), unheld };
}

/** Compiled imports and re-exports define properties that could not be defined again. */
function openExports(): Record<string, unknown> {
  return new Proxy<Record<string, unknown>>(
    {},
    {
      defineProperty: (target, name, descriptor) =>
        Reflect.defineProperty(target, name, {
          ...descriptor,
          ...("value" in descriptor ? { writable: true } : {}),
          configurable: true,
        }),
    },
  );
}

/** Before statements run: a network that they define anew stays alive where TypeScript holds the old one. */
export function releaseHeld(session: Session, program: readonly CheckedStatement[]): void {
  const { networks } = session.state;
  program.forEach((statement, index) => {
    if (statement.kind !== "net") return;
    const { name } = statement.network;
    const live = networks.get(name);
    const used = program.slice(0, index).some((before) => mentions(before, name));
    if (live && !used && session.nets.get(live)?.deref()) networks.delete(name);
  });
}

function mentions(statement: CheckedStatement, name: string): boolean {
  if (statement.kind !== "command") return false;
  return Object.values(statement.operands).some((list) => list.some(({ text }) => text === name));
}

/** After statements have run: their names are those of TypeScript too. */
export function publish(session: Session, before: Scope): void {
  for (const [name, definition] of session.scope.names) {
    const fresh = before.names.get(name) !== definition || definition.kind === "data";
    if (definition.kind === "block" || !fresh) continue;
    session.seen.delete(name);
    Object.defineProperty(session.exports, name, {
      get: () => valueOf(session, name),
      set: (value: unknown) => {
        Object.defineProperty(session.exports, name, { value, enumerable: true });
      },
      enumerable: true,
    });
  }
}

/** Made when it is first asked for: a library holds more networks than are used. */
function valueOf(session: Session, name: string): Net | DataSet | undefined {
  const { state, scope, nets } = session;
  const definition = scope.names.get(name);
  if (definition?.kind === "data") return state.data.get(name);
  const live = networkNamed(state, name);
  if (!live || definition?.kind !== "net") return undefined;
  const known = nets.get(live)?.deref();
  if (known) return known;
  const net = netOf({ live, definition });
  hold(session, net);
  return net;
}

function hold({ nets, unheld }: Session, net: Net): void {
  const live = liveOf(net);
  if (nets.get(live)?.deref()) return;
  nets.set(live, new WeakRef(net));
  unheld.register(net, live);
}

/** After a cell of TypeScript: networks and data sets in its names are names of ConvScript. */
export function adopt(session: Session): void {
  const { exports, seen } = session;
  for (const name of Object.keys(exports)) {
    const descriptor = Object.getOwnPropertyDescriptor(exports, name);
    if (!descriptor || descriptor.get) continue;
    const value: unknown = descriptor.value;
    if (seen.has(name) && seen.get(name) === value) continue;
    seen.set(name, value);
    forget(session, name);
    if (!/^[A-Za-z_]\w*$/.test(name) || reservation(name) !== null) continue;
    if (isNet(value)) adoptNet(session, name, value);
    else if (isDataSet(value)) adoptData(session, name, value);
  }
}

function adoptNet(session: Session, name: string, net: Net): void {
  nameNet(net, name);
  hold(session, net);
  session.state.networks.set(name, liveOf(net));
  session.scope = define(session.scope, name, renamedTo(definitionOf(net), name));
}

function adoptData(session: Session, name: string, data: DataSet): void {
  session.state.data.set(name, data.name === name ? data : { ...data, name });
  const place = { text: name, span: span(sourceOf("TypeScript", name), 0, name.length) };
  session.scope = define(session.scope, name, { kind: "data", name: place });
}

/** What the name meant in ConvScript is over. */
function forget(session: Session, name: string): void {
  const { state, scope, nets } = session;
  const definition = scope.names.get(name);
  if (!definition || definition.kind === "block") return;
  const live = state.networks.get(name);
  state.networks.delete(name);
  state.brought.delete(name);
  state.data.delete(name);
  if (live && !nets.get(live)?.deref()) dispose(live);
  const names = new Map<string, Definition>(scope.names);
  names.delete(name);
  session.scope = { ...scope, names };
}
