/** From text to what TensorFlow is given: every classic network for inference, the largest ones for training. */
import { compileNetwork } from "../../src/targets/tensorflow/compile.js";
import { defaultPlan } from "../../src/training/plan.js";
import { checkText, libraryFiles, libraryText } from "../networks/library.js";
import { measure, type Measurement } from "./measure.js";

const trained: Readonly<Record<string, number | null>> = { vggD: null, resnet152: 1000 };

export async function compileBench(): Promise<readonly Measurement[]> {
  const rows: Measurement[] = [];
  for (const file of libraryFiles) {
    for (const { name } of checkText(libraryText(file), file).value.networks) {
      rows.push(await measured(file, name, false, null));
      const target = trained[name];
      if (target !== undefined) rows.push(await measured(file, name, true, target));
    }
  }
  return rows;
}

/** The text is checked each time too. */
async function measured(file: string, name: string, train: boolean, target: number | null) {
  const what = `${name} ${train ? "for training" : "for inference"}`;
  return await measure({ what, warmUp: 3, runs: 9, target }, () => {
    const { networks } = checkText(libraryText(file), file).value;
    const network = networks.find((one) => one.name === name);
    if (!network) throw new Error(`there is no network ${name}`);
    compileNetwork(network, train ? defaultPlan : null);
  });
}
