import * as tf from "@tensorflow/tfjs";

/**
 * A function of tensors with a gradient of its own. `forward` gives the value and what `backward` needs; nothing within
 * either is recorded. `backward` gives one gradient an input.
 */
export function differentiable<
  I extends readonly tf.Tensor[],
  S extends readonly tf.Tensor[],
  O extends tf.Tensor,
>(
  inputs: readonly [...I],
  forward: (...inputs: I) => { readonly value: O; readonly saved: readonly [...S] },
  backward: (dy: O, ...saved: S) => readonly tf.Tensor[],
): O {
  const run = tf.customGrad((...given) => {
    const save = given.at(-1) as tf.GradSaveFunc;
    const { value, saved } = forward(...(given.slice(0, -1) as unknown as I));
    save([...saved]);
    const gradFunc = (dy: tf.Tensor, kept: tf.Tensor[]) =>
      tf.tidy(() => [...backward(dy as O, ...(kept as unknown as S))]);
    return { value, gradFunc };
  });
  return run(...inputs);
}
