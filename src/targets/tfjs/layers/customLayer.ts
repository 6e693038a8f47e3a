import * as tf from "@tensorflow/tfjs";
import type { Shape } from "../../../network/network.js";

/** Plain data, so that the layer can be saved and loaded. */
export interface CustomConfig {
  readonly name: string;
  /** Of one sample. */
  readonly outputShape: Shape;
  /** Shapes of the weights by name; they begin as zeros. */
  readonly variables?: Readonly<Record<string, Shape>>;
}

export type Weights = Readonly<Record<string, tf.Tensor>>;

/**
 * A layer that TensorFlow.js has not: a function of its input, its configuration and its weights. It is registered as
 * `convscript.KIND`, so that `tf.loadLayersModel` finds it; the result makes layers of the kind.
 */
export function customLayer<C extends CustomConfig>(
  kind: string,
  call: (x: tf.Tensor, config: C, weights: Weights) => tf.Tensor,
): (config: C) => tf.layers.Layer {
  class Custom extends tf.layers.Layer {
    static readonly className = `convscript.${kind}`;
    private readonly variables = new Map<string, tf.LayerVariable>();

    constructor(private readonly config: C) {
      super(config);
    }

    override build(): void {
      for (const [name, shape] of Object.entries(this.config.variables ?? {})) {
        const zeros = tf.initializers.zeros();
        this.variables.set(name, this.addWeight(name, [...shape], "float32", zeros));
      }
      this.built = true;
    }

    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      const [x] = [inputs].flat() as [tf.Tensor];
      const weights = Object.fromEntries([...this.variables].map(([n, v]) => [n, v.read()]));
      return tf.tidy(() => call(x, this.config, weights));
    }

    override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
      return [inputShape.flat()[0] ?? null, ...this.config.outputShape];
    }

    override getConfig(): tf.serialization.ConfigDict {
      const own = this.config as unknown as tf.serialization.ConfigDict;
      return { ...own, ...super.getConfig() };
    }
  }
  tf.serialization.registerClass(Custom);
  return (config) => new Custom(config);
}
