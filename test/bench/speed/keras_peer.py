"""A network in Keras 3 on the same TensorFlow, in graph mode; `xla` for jit_compile; bf16 by mixed_bfloat16.

Usage: keras_peer.py SPEC.json
"""

import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf
from keras import layers as L

from spec import answer, load, own, timed


def padded(x, o, layer_of):
    """Keras pads on its own only with `same`, which is the same amounts at stride 1."""
    p = o["padding"]
    amounts = ((p["top"], p["bottom"]), (p["left"], p["right"]))
    if not any(sum(amounts, ())):
        return layer_of("valid")(x)
    same = all((k - 1) // 2 == a[0] == a[1] for k, a in zip(o["kernelSize"], amounts)) and o["strides"] == [1, 1]
    return layer_of("same")(x) if same else layer_of("valid")(L.ZeroPadding2D(amounts)(x))


def conv(x, o, v, name, **more):
    make = lambda padding: L.Conv2D(
        o["filters"], o["kernelSize"], o["strides"], padding, dilation_rate=o["dilation"], groups=o["groups"],
        use_bias="bias" in v, name=name, **more
    )
    return padded(x, o, make)


def pool(kind):
    def make(x, o):
        assert not o["ceil"]
        return padded(x, o, lambda padding: kind(o["kernelSize"], o["strides"], padding))

    return make


OPERATIONS = {
    "maxpool": pool(L.MaxPooling2D),
    "avgpool": pool(L.AveragePooling2D),
    "gap": lambda x, o: L.GlobalAveragePooling2D()(x),
    "dropout": lambda x, o: L.Dropout(o["rate"])(x),
    "flatten": lambda x, o: L.Flatten()(x),
    "lrn": lambda x, o: L.Lambda(lambda t: tf.nn.local_response_normalization(t, o["size"] // 2, o["bias"], o["alpha"], o["beta"]))(x),
    "activation": lambda x, o: x,
    "id": lambda x, o: x,
}


def batch_norm(x, bn, name):
    return L.BatchNormalization(momentum=bn["momentum"], epsilon=bn["epsilon"], name=name)(x)


def key(name):
    return name.replace("/", "__")


def build(network, weights):
    """Logits; a final softmax belongs to the loss."""
    values, layers = [], network["layers"]
    for layer in layers:
        o, v, name = layer["operation"], own(weights, layer), key(layer["name"])
        inputs = [values[i] for i in layer["inputs"]]
        activation = o["activation"] if o["kind"] == "activation" else layer["activation"]
        function = activation["name"] if activation and activation["name"] not in ("softmax", "linear") else None
        fused = {"activation": function} if function and not layer["batchNorm"] else {}
        if o["kind"] == "input":
            y = start = keras.Input(layer["outputShape"])
        elif o["kind"] == "add":
            y = L.Add()(inputs)
        elif o["kind"] == "concat":
            y = L.Concatenate()(inputs)
        elif o["kind"] == "conv":
            y = conv(inputs[0], o, v, name, **fused)
        elif o["kind"] == "fc":
            flat = L.Flatten()(inputs[0]) if len(inputs[0].shape) == 4 else inputs[0]
            y = L.Dense(layer["outputShape"][0], use_bias="bias" in v, name=name, **fused)(flat)
        elif o["kind"] == "bn":
            y = batch_norm(inputs[0], o, name + "_bn")
        else:
            y = OPERATIONS[o["kind"]](inputs[0], o)
        if layer["batchNorm"]:
            y = batch_norm(y, layer["batchNorm"], name + "_bn")
        if function and (layer["batchNorm"] or o["kind"] not in ("conv", "fc")):
            y = L.Activation(function)(y)
        values.append(y)
    model = keras.Model(start, L.Activation("linear", dtype="float32")(values[network["output"]]))
    for layer in layers:
        v, name = own(weights, layer), key(layer["name"])
        if "kernel" in v:
            model.get_layer(name).set_weights([v["kernel"], *([v["bias"]] if "bias" in v else [])])
        if "gamma" in v:
            model.get_layer(name + "_bn").set_weights([v["gamma"], v["beta"], v["movingMean"], v["movingVariance"]])
    return model


def main():
    spec, weights, images, labels = load(sys.argv[1])
    keras.utils.set_random_seed(1)
    if spec["precision"] == "bf16":
        keras.config.set_dtype_policy("mixed_bfloat16")
    xla = "xla" in spec["options"]
    model = build(spec["network"], weights)
    weights.clear()
    forward = tf.function(lambda x: model(x, training=False), jit_compile=xla)
    x = tf.constant(images)
    criterion = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    if spec["mode"] == "forward":

        def steps(count):
            for _ in range(count):
                forward(x).numpy()

        times = timed(spec, steps)
    else:
        # One call of the compiled step for many steps, which is Keras at its best for small networks.
        at_once = min(spec["chunk"], 20)
        model.compile(keras.optimizers.Adam(spec["learningRate"]), criterion, jit_compile=xla, steps_per_execution=at_once)
        data = tf.data.Dataset.from_tensors((images, labels)).cache().repeat()

        def steps(count):
            model.fit(data, steps_per_epoch=count, epochs=1, verbose=0)

        times = timed(spec, steps)
    final = criterion(labels, forward(x)).numpy()
    answer(times, final, f"Keras {keras.__version__} on TensorFlow {tf.__version__}")


main()
