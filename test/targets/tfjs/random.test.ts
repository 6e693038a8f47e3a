/** Random networks from the language: what wasm computes is what the definitions say, in every layer. */
import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Fetch } from "../../../src/engine/runner.js";
import { checkText } from "../../networks/library.js";
import { arbitraryNetwork } from "../../networks/arbitraryNetwork.js";
import { textOfNetwork } from "../../networks/specText.js";
import { evaluate } from "./reference.js";
import { difference, fed, imagesFor, using } from "./samples.js";

test("random networks have the reference's values and shapes", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryNetwork("all"), async (spec) => {
      const text = textOfNetwork(spec);
      const network = checkText(text).value.networks[0]!;
      await using(network, null, async (runner, variables) => {
        const images = imagesFor(network, 2);
        const expected = evaluate(network, variables, images, false);
        const what = network.layers.map(({ name }): Fetch => ({ kind: "activation", layer: name }));
        const found = await runner.fetch(what, { images: fed(images) });
        found.forEach(({ shape, data }, i) => {
          const { name, outputShape } = network.layers[i]!;
          assert.deepEqual(shape, [2, ...outputShape], `${name} of ${text}`);
          const apart = difference(data, expected[i]!.data);
          assert.ok(apart < 1e-4, `${name} differs by ${apart} in ${text}`);
        });
      });
    }),
    { seed: 20264, numRuns: 60, includeErrorInReport: true },
  );
});
