/**
 * Who reads a variable in a step. TensorFlow copies a variable that is updated while a read of it is still held, 411 MB for
 * VGG-D's fc6, so an update waits for the readers.
 */
import type { Graph, Tensor } from "./graph.js";
import type { NodeMessage } from "./messages.js";

/** The ops that the goals need and that take this value: to run after, not to take values from. */
export function readersOf(
  { nodes }: Graph,
  goals: readonly Tensor[],
): (value: Tensor) => readonly Tensor[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const readers = new Map<string, string[]>();
  const seen = new Set<string>();
  const waiting = goals.map(({ name }) => name);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const node = byName.get(producerOf(next));
    if (!node || seen.has(node.name)) continue;
    seen.add(node.name);
    for (const input of node.input) note(readers, input, node);
    waiting.push(...node.input);
  }
  return (value) =>
    (readers.get(value.name) ?? []).map((name) => ({ ...value, name: `${name}:0` }));
}

function note(readers: Map<string, string[]>, input: string, { name }: NodeMessage): void {
  const known = readers.get(input);
  if (known) known.push(name);
  else readers.set(input, [name]);
}

function producerOf(input: string): string {
  const name = input.startsWith("^") ? input.slice(1) : input;
  return name.replace(/:\d+$/, "");
}
