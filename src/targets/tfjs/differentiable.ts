import * as tf from "@tensorflow/tfjs";

/** A function of tensors with a gradient of its own; nothing within `forward` is recorded. */
export function differentiable<I extends readonly tf.Tensor[], O extends tf.Tensor>(
  inputs: readonly [...I],
  forward: (...inputs: I) => O,
  backward: (dy: O, ...inputs: I) => readonly tf.Tensor[],
): O {
  const run = tf.customGrad((...given) => {
    const save = given.at(-1) as tf.GradSaveFunc;
    const tensors = given.slice(0, -1) as tf.Tensor[];
    save(tensors);
    return {
      value: forward(...(tensors as unknown as I)),
      gradFunc: (dy, saved) => tf.tidy(() => [...backward(dy as O, ...(saved as unknown as I))]),
    };
  });
  return run(...inputs) as O;
}
