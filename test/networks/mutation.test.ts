/** A text with a slip in it gives diagnostics or a network, never an exception, and what it gives is whole. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Network } from "../../src/network/network.js";
import { checkText, libraryFiles, libraryText } from "./library.js";

const words =
  '| , + ( ) [ ] { } = : # " \n x3 x0 x999999999 conv3-64 conv3_64 conv conv4-8 fc-10 input 224x224x3 maxpool2 gap flatten ' +
  "bn relu softmax shortcut zeropad id aux( as pad=1 pad=same group=3 dilate=0 bias nobias mode=reflect {in/2} {c} net block " +
  "use vgg train vggD upto=pool9 99999999999999999999 -1 0 0.5 é 漢 \u0000 \t \r";
const pieces = words.split(" ");

for (const file of libraryFiles) {
  test(`slips in ${file}`, () => {
    const text = libraryText(file);
    const slip = fc.record({
      at: fc.nat(text.length),
      removed: fc.oneof(fc.nat(3), fc.nat(60)),
      added: fc.constantFrom("", ...pieces),
    });
    fc.assert(
      fc.property(fc.array(slip, { minLength: 1, maxLength: 4 }), (slips) => {
        const mutated = slips.reduce(applySlip, text);
        const { value, diagnostics } = checkText(mutated, file);
        value.networks.forEach(assertWhole);
        const errors = diagnostics.filter(({ severity }) => severity === "error");
        assert.ok(errors.length > 0 || value.networks.every(({ complete }) => complete));
        for (const { span } of diagnostics)
          assert.ok(
            span.start >= 0 && span.start <= span.end && span.end <= span.source.text.length,
          );
      }),
      { seed: 20262, numRuns: 60, includeErrorInReport: true },
    );
  });
}

interface Slip {
  readonly at: number;
  readonly removed: number;
  readonly added: string;
}

function applySlip(text: string, { at, removed, added }: Slip): string {
  return text.slice(0, at) + added + text.slice(at + removed);
}

/** Layers come in topological order, names are unique, and all numbers are counts. */
function assertWhole({ layers, output, totals }: Network): void {
  assert.equal(new Set(layers.map(({ name }) => name)).size, layers.length);
  layers.forEach(({ inputs, outputShape, params, macs }, index) => {
    assert.ok(inputs.every((input) => input >= 0 && input < index));
    for (const n of [...outputShape, params, macs]) assert.ok(Number.isSafeInteger(n) && n >= 0);
    assert.ok(outputShape.length > 0 && outputShape.every((n) => n > 0));
  });
  assert.ok(output < layers.length);
  assert.ok(Number.isFinite(totals.params) && Number.isFinite(totals.macs));
}
