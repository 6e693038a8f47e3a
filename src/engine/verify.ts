/** A program of its own, since a library that does not fit may abort its process: multiplies with TensorFlow. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { bindingFile, stderrFile, type Binding } from "./binding.js";

const [folder = ""] = process.argv.slice(2);
const require = createRequire(import.meta.url);
require(join(folder, stderrFile));
const binding = require(join(folder, bindingFile)) as Binding;
const three = binding.createTensor([1, 1], binding.TF_FLOAT, new Float32Array([3]));
const attributes = [
  { name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
  { name: "transpose_a", type: binding.TF_ATTR_BOOL, value: false },
  { name: "transpose_b", type: binding.TF_ATTR_BOOL, value: false },
];
const [product] = binding.executeOp("MatMul", attributes, [three, three], 1);
const [value] = product === undefined ? [] : binding.tensorDataSync(product.id);
if (value !== 9) throw new Error(`TensorFlow says that 3 × 3 is ${String(value)}`);
console.log(JSON.stringify({ version: binding.TF_Version, gpu: binding.isUsingGpuDevice() }));
