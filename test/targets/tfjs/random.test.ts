/** Random networks from the language: wasm computes what the definitions say, and has the gradients of plain JavaScript. */
import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Fetch, Values } from "../../../src/engine/runner.js";
import type { Network } from "../../../src/network/network.js";
import { networkVariables } from "../../../src/network/variables.js";
import { checkText } from "../../networks/library.js";
import { arbitraryNetwork } from "../../networks/arbitraryNetwork.js";
import { textOfNetwork } from "../../networks/specText.js";
import { evaluate } from "./reference.js";
import { difference, fed, imagesFor, targets, using } from "./samples.js";

/** Draws networks until one fails, and then the smallest that fails. */
function forRandomNetworks(agrees: (network: Network, text: string) => Promise<void>) {
  const property = fc.asyncProperty(arbitraryNetwork("all"), (spec) => {
    const text = textOfNetwork(spec);
    return agrees(checkText(text).value.networks[0]!, text);
  });
  return fc.assert(property, { seed: 20264, numRuns: 60, includeErrorInReport: true });
}

test("every layer has the reference's shape and values", () =>
  forRandomNetworks(async (network, text) => {
    const images = imagesFor(network, 2);
    const what = network.layers.map(({ name }): Fetch => ({ kind: "activation", layer: name }));
    await using(network, null, async (runner, variables) => {
      const expected = evaluate(network, variables, images, false);
      const found = await runner.fetch(what, { images: fed(images) });
      found.forEach(({ shape, data }, i) => {
        const { name, outputShape } = network.layers[i]!;
        assert.deepEqual(shape, [2, ...outputShape], `${name} of ${text}`);
        const apart = difference(data, expected[i]!.data);
        assert.ok(apart < 1e-4, `${name} differs by ${apart} in ${text}`);
      });
    });
  }));

test("gradients at the input and at every variable are the same on both backends", () =>
  forRandomNetworks(async (network, text) => {
    const trained = networkVariables(network).filter(({ trainable }) => trainable);
    const what: readonly Fetch[] = [
      { kind: "activationGradient", layer: network.layers[0]!.name },
      ...trained.map(({ name }): Fetch => ({ kind: "variableGradient", variable: name })),
    ];
    const batch = { images: fed(imagesFor(network, 2)), labels: targets(network, 2) };
    const found: (readonly Values[])[] = [];
    for (const backend of ["wasm", "js"] as const) {
      const plan = { loss: "mse" } as const;
      await using(
        network,
        plan,
        async (runner) => void found.push(await runner.fetch(what, batch)),
        backend,
      );
    }
    const [wasm, js] = found as [readonly Values[], readonly Values[]];
    wasm.forEach(({ data }, i) => {
      const apart = difference(data, js[i]!.data);
      assert.ok(apart < 1e-3, `${JSON.stringify(what[i])} differs by ${apart} in ${text}`);
    });
  }));
