/** What the checker makes of a described network, in the form in which oracles answer. */
import assert from "node:assert/strict";
import type { NetworkSpec } from "./spec.js";
import { checkText } from "./library.js";
import { textOfNetwork } from "./specText.js";

/** Shape, parameters, moving statistics of one stage. */
export type Entry = readonly [shape: readonly number[], params: number, statistics: number];

/** An entry for each layer but the input. The network must have no errors. */
export function checkedEntries(spec: NetworkSpec): Entry[] {
  const text = textOfNetwork(spec);
  const { value, diagnostics } = checkText(text);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  assert.deepEqual(
    errors.map(({ code, message }) => `${code} ${message}`),
    [],
    text,
  );
  const layers = value.networks[0]?.layers.slice(1) ?? [];
  return layers.map((one) => [one.outputShape, one.params, one.nonTrainable]);
}

export function assertAgrees(spec: NetworkSpec, oracle: readonly Entry[]): void {
  assert.deepEqual(checkedEntries(spec), oracle, textOfNetwork(spec));
}
