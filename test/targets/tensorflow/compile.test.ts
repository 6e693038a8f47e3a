/** The graph itself, without an engine: every classic network compiles to nodes that fit together. */
import assert from "node:assert/strict";
import { test } from "node:test";
import protobuf from "protobufjs/light.js";
import { compileNetwork } from "../../../src/targets/tensorflow/compile.js";
import { layerOfNode } from "../../../src/targets/tensorflow/errors.js";
import { defaultPlan, type Precision } from "../../../src/training/plan.js";
import { libraryNetworks } from "../../networks/library.js";
import { networkOf } from "./samples.js";

interface Node {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
}

/** Names, ops and inputs; a declaration of its own, so that a wrong field number shows. */
const graphDef = protobuf.Root.fromJSON({
  nested: {
    GraphDef: { fields: { node: { rule: "repeated", type: "NodeDef", id: 1 } } },
    NodeDef: {
      fields: {
        name: { type: "string", id: 1 },
        op: { type: "string", id: 2 },
        input: { rule: "repeated", type: "string", id: 3 },
      },
    },
  },
}).lookupType("GraphDef");

function nodesOf(bytes: Uint8Array): readonly Node[] {
  return (graphDef.decode(bytes) as unknown as { readonly node: readonly Node[] }).node;
}

const odd = networkOf(`block b(c) = [conv3-{c} + id] | relu
  net odd = input 4x4x2 | b(2) | conv3-2 as _odd | fc-3 as images | softmax as step`);
const networks = [...libraryNetworks().values(), odd];

for (const network of networks) {
  test(`${network.name}: nodes have names of their own and read nodes before them`, () => {
    const seen = new Set<string>();
    for (const { name, input } of nodesOf(compileNetwork(network, defaultPlan).bytes)) {
      assert.match(name, /^[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*$/);
      assert.ok(!seen.has(name), `${name} twice`);
      for (const read of input)
        assert.ok(seen.has(read.replace(/^\^|:\d+$/g, "")), `${name} reads ${read}`);
      seen.add(name);
    }
  });
}

test("nodes are named below their layer, blocks and odd names included", () => {
  const nodes = nodesOf(compileNetwork(odd, defaultPlan).bytes);
  const convolutions = nodes
    .filter(({ op }) => op === "Conv2D")
    .map(({ name }) => layerOfNode(odd, name));
  const layers = odd.layers
    .filter(({ operation }) => operation.kind === "conv")
    .map(({ name }) => name);
  assert.deepEqual(new Set(convolutions), new Set(layers));
  assert.equal(layerOfNode(odd, ".images"), null);
});

test("no convolution or pool has EXPLICIT padding, which TensorFlow runs slowly", () => {
  const network = networkOf(
    "net n = input 9x9x4 | conv5-4/2 pad=3x1 | dwconv3/2 | maxpool3/2 pad=1 | deconv3-2/2 pad=2x1 | fc-2",
  );
  const text = Buffer.from(compileNetwork(network, defaultPlan).bytes).toString("latin1");
  assert.ok(!text.includes("EXPLICIT") && text.includes("VALID"));
});

test("a seed of its own for each dropout", () => {
  const network = networkOf("net n = input 8 | dropout 0.5 x3 | fc-2");
  const nodes = nodesOf(compileNetwork(network, defaultPlan).bytes);
  const seeds = nodes
    .filter(({ op, name }) => op === "Pack" && name.includes("/training/"))
    .map(({ input }) => input[0]);
  assert.equal(new Set(seeds).size, 3);
});

test("wide convolutions of 3x3 are done with fewer products, those of a batch sooner, on a GPU none", () => {
  const vgg = libraryNetworks().get("vggD")!;
  const layers = (pass: string, gpu: boolean, precision: Precision = "float32") =>
    nodesOf(compileNetwork(vgg, { ...defaultPlan, precision }, { gpu }).bytes)
      .filter(({ op, name }) => op === "BatchMatMulV2" && name.includes(`/${pass}/B`))
      .map(({ name }) => layerOfNode(vgg, name));
  const wide = ["conv2_2", "conv3_1", "conv3_2", "conv3_3", "conv4_1", "conv4_2", "conv4_3"];
  assert.deepEqual(layers("inference", false), wide);
  assert.deepEqual(layers("training", false), [...wide, "conv5_1", "conv5_2", "conv5_3"]);
  assert.deepEqual(layers("training", true), []);
  assert.deepEqual(layers("training", false, "bf16"), []);
  const gradients = layers("training/gradient", false, "bf16");
  assert.deepEqual(gradients.reverse(), layers("training", false));
  assert.deepEqual(layers("training/gradient", true, "bf16"), []);
});
