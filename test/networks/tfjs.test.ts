/** Random networks that tfjs layers can express agree with them in every layer's shape and counts. */
import { before, test } from "node:test";
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { checkedEntries } from "./agreement.js";
import { arbitraryNetwork } from "./arbitraryNetwork.js";
import { textOfNetwork } from "./specText.js";
import { tfjsEntries } from "./tfjsOracle.js";

before(() => tf.setBackend("cpu"));

test("random networks have tfjs's shapes and counts", () => {
  fc.assert(
    fc.property(arbitraryNetwork("tfjs"), (spec) => {
      const ours = checkedEntries(spec).map(([shape, params, statistics]) => [
        shape,
        params + statistics,
        0,
      ]);
      assert.deepEqual(ours, tfjsEntries(spec), textOfNetwork(spec));
    }),
    { seed: 20261, numRuns: 150, includeErrorInReport: true },
  );
});
