/** From text to the first output of VGG-D, weights drawn: a process that is timed as a whole. */
import { sizeOf } from "../../../src/network/variables.js";
import { openRunner } from "../../../src/run/openRunner.js";
import { networkOf } from "./spec.js";

const network = networkOf({ program: "use vgg\n", network: "vggD" });
const runner = await openRunner(network, null);
await runner.initialize(1);
const shape = [1, ...(network.layers[0]?.outputShape ?? [])];
await runner.predict({ shape, data: new Float32Array(sizeOf(shape)) });
process.exit(0);
