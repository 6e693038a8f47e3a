/**
 * Networks as values. In: a text with numbers and other networks in it. Out: a network that can be trained, looked at,
 * saved. Holds: what is wrong with the text is thrown at once, nothing native is built before it is needed.
 */
import type { LayersModel } from "@tensorflow/tfjs";
import { sourceOf } from "../language/source.js";
import { check } from "../network/check.js";
import { networkJson, type NetworkJson } from "../network/json.js";
import { emptyScope, type Definition, type Scope } from "../network/scope.js";
import { networkVariables } from "../network/variables.js";
import { Problem } from "../problem/problem.js";
import { inheritanceOf } from "../run/inheritance.js";
import {
  dispose,
  exclusively,
  liveNetwork,
  runnerOf,
  type LiveNetwork,
} from "../run/liveNetwork.js";
import { openRunner } from "../run/openRunner.js";
import { freezeNetwork } from "../run/weightFiles.js";
import type { History } from "../training/history.js";
import { summaryText } from "../views/summary.js";
import { errorOf, refusing, textError } from "./error.js";

/** Shapes are `[height, width, channels]` or `[units]`; the fields are those of `convscript check --json`. */
export interface Net extends NetworkJson {
  /** Of all trainings so far; a value for each epoch. */
  readonly history: History;
  /** The table of layers with the totals, as text. */
  summary(): string;
  /** Keeps the layers up to the named one, all of them without a name, as they are in trainings from now on. */
  freeze(upto?: string): void;
  /** A TensorFlow.js model with a copy of the current weights, on the current backend (wasm where there is none). */
  model(): Promise<LayersModel>;
  /** Frees native memory; the network cannot be used afterwards. */
  dispose(): void;
}

export interface Inside {
  readonly live: LiveNetwork;
  readonly definition: NetDefinition;
}

export type NetDefinition = Extract<Definition, { kind: "net" }>;

const insides = new WeakMap<object, Inside>();

export function isNet(value: unknown): value is Net {
  return typeof value === "object" && value !== null && insides.has(value);
}

/** The weights and runner behind a network, for the other functions of the API. */
export function liveOf(net: Net): LiveNetwork {
  return insideOf(net).live;
}

/** What the text says that it was made from. */
export function definitionOf(net: Net): NetDefinition {
  return insideOf(net).definition;
}

function insideOf(net: Net): Inside {
  const inside = insides.get(net);
  if (inside) return inside;
  throw errorOf(new Problem("R106", "expected a network made by net`…`"));
}

/** A network whose text has no name gets one: that of the constant that holds it. */
export function nameNet(net: Net, name: string): void {
  const inside = insides.get(net);
  if (inside?.live.network.name !== unnamed) return;
  const { definition, live } = inside;
  const network = { ...live.network, name };
  Object.assign(live, { network });
  Object.assign(net, { name });
  const renamed = { ...renamedTo(definition, name), network: () => network };
  insides.set(net, { live, definition: renamed });
}

/** The same definition under another name. */
export function renamedTo(definition: NetDefinition, text: string): NetDefinition {
  const { statement } = definition;
  return { ...definition, statement: { ...statement, name: { ...statement.name, text } } };
}

/**
 * A network from its text: ``net`input 28x28x1 | conv3-${filters} | fc-10 | softmax` ``. Numbers are inserted as they are; a
 * network is inserted as a stage, with a copy of its weights as they are now. A text that begins with `net`, `block` or
 * `use` is a script, whose last network it is. Throws a ConvScriptError with every diagnostic of the text.
 */
export function net(
  parts: TemplateStringsArray,
  ...values: readonly (number | string | Net)[]
): Net {
  const inserted = new Map<string, Net>();
  const text = parts.reduce((before, part, i) => before + insert(values[i - 1], inserted) + part);
  const script = /^\s*(net|block|use)\s/i.test(text) ? text : `net ${unnamed} = ${text.trim()}`;
  const definition = defined(script, scopeOf(inserted));
  const network = definition.network();
  const inherited = inheritanceOf(network, (name) => {
    const source = inserted.get(name);
    return source && liveOf(source);
  });
  return netOf({ definition, live: liveNetwork(network, openRunner, inherited) });
}

const unnamed = "network";

function insert(value: number | string | Net | undefined, inserted: Map<string, Net>): string {
  if (typeof value !== "object") return String(value);
  liveOf(value);
  const free = (name: string) => name !== unnamed && (inserted.get(name) ?? value) === value;
  let name = value.name;
  for (let number = 2; !free(name); number++) name = `${value.name}_${number}`;
  inserted.set(name, value);
  return name;
}

/** Each under the name that it is written by. */
function scopeOf(inserted: ReadonlyMap<string, Net>): Scope {
  const names = new Map<string, Definition>();
  for (const [text, value] of inserted) {
    const definition = insides.get(value)?.definition;
    if (!definition) continue;
    names.set(text, renamedTo(definition, text));
  }
  return { ...emptyScope, names };
}

function defined(text: string, scope: Scope): NetDefinition {
  const { value, diagnostics } = check(sourceOf("net`…`", text), { scope });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw textError(errors);
  const last = value.networks.at(-1);
  const definition = last && value.scope.names.get(last.name);
  const commands = value.statements.some(({ kind }) => kind === "command");
  if (definition?.kind === "net" && !commands) return definition;
  const hints = ["call `train`, `test`, … as functions"];
  throw errorOf(new Problem("R106", "net`…` holds networks, blocks and `use` only", { hints }));
}

/** The value of a network that statements have made: the weights are the same. */
export function netOf(inside: Inside): Net {
  const { live } = inside;
  const { network } = live;
  const made: Net = {
    ...networkJson(network),
    get history() {
      return live.history;
    },
    summary: () => summaryText(network, { columns: Infinity, color: false }, live.frozen),
    freeze(upto) {
      if (upto !== undefined) requireLayer(live, upto);
      freezeNetwork(live, upto ?? null);
    },
    model: () => refusing(() => exclusively(live, () => layersModelOf(live))),
    dispose: () => {
      dispose(live);
    },
  };
  insides.set(made, inside);
  return made;
}

function requireLayer({ network }: LiveNetwork, name: string): void {
  if (network.layers.some((layer) => layer.name === name)) return;
  const names = network.layers.map((layer) => layer.name).join(", ");
  const message = `\`${network.name}\` has no layer \`${name}\``;
  throw errorOf(new Problem("R106", message, { hints: [`its layers are ${names}`] }));
}

async function layersModelOf(live: LiveNetwork): Promise<LayersModel> {
  const { getBackend } = await import("@tensorflow/tfjs");
  const { openBackend } = await import("../targets/tfjs/backend.js");
  const { layersModel, setModelVariables } = await import("../targets/tfjs/model.js");
  if (!getBackend()) await openBackend("wasm");
  const runner = await runnerOf(live);
  const values = new Map<string, Float32Array>();
  for (const { name } of networkVariables(live.network)) {
    values.set(name, await runner.readVariable(name));
  }
  const model = layersModel(live.network);
  setModelVariables(model, live.network, values);
  return model;
}
