/** Values that lie in TensorFlow. In: a held tensor. Out: Values like any others, whose data cross when somebody reads them. */
import type { Values } from "../../engine/runner.js";
import type { Held } from "../../engine/session.js";

const tensors = new WeakMap<Values, Held>();

export function holding(held: Held): Values {
  let data: Float32Array | null = null;
  const values = {
    shape: held.shape,
    get data() {
      return (data ??= floats(held));
    },
  };
  tensors.set(values, held);
  return values;
}

/** The tensor that a runner takes as it is; undefined for values of JavaScript. */
export function heldBy(values: Values): Held | undefined {
  return tensors.get(values);
}

function floats(held: Held): Float32Array {
  const { data } = held.read();
  if (data instanceof Float32Array) return data;
  throw new Error("a batch of images is float32");
}
