"""A whole network in PyTorch, in float64: an oracle for values, gradients and training that shares no code with the targets.

In, on standard input: JSON with `layers` (as in src/network/network.ts), `output`, `auxiliaries`, `loss`, `variables` (name ->
{shape, data, l2, trainable}), `images`, `labels` (lists), `learningRate`, `steps`. Out: JSON with `predictions` (inference), `losses`
(training, before each step), `gradients` (of the first step) and after the steps `variables` and `trained` (predictions).
Kernels are height, width, in, out; maps go in and come out as height, width, channels.
"""

import json
import sys

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
MODES = {"constant": "constant", "reflect": "reflect", "replicate": "replicate"}


def pad(x, p, mode, value=0.0):
    amounts = (p["left"], p["right"], p["top"], p["bottom"])
    if not any(amounts):
        return x
    if mode == "constant":
        return F.pad(x, amounts, value=value)
    return F.pad(x, amounts, mode=MODES[mode])


def pad_mode(x, o):
    return pad(x, o["padding"], o["mode"]["kind"], o["mode"].get("value", 0.0))


def conv(x, o, v, _):
    kernel = v["kernel"]
    if o["maps"] is not None:
        mask = torch.zeros(kernel.shape[2:])
        for f, seen in enumerate(o["maps"]):
            mask[seen, f] = 1
        kernel = kernel * mask
    weight = kernel.permute(3, 2, 0, 1)
    return F.conv2d(pad_mode(x, o), weight, v.get("bias"), o["strides"], 0, o["dilation"], o["groups"])


def dwconv(x, o, v, _):
    weight = v["kernel"].permute(2, 3, 0, 1)
    return F.conv2d(pad_mode(x, o), weight, v.get("bias"), o["strides"], 0, o["dilation"], x.shape[1])


def deconv(x, o, v, _):
    p = o["padding"]
    assert p["top"] == p["bottom"] and p["left"] == p["right"]
    weight = v["kernel"].permute(3, 2, 0, 1)
    padding = (p["top"], p["left"])
    return F.conv_transpose2d(
        x, weight, v.get("bias"), o["strides"], padding, o["outputPadding"], o["groups"], o["dilation"]
    )


def pool(x, o, kind):
    p, k = o["padding"], o["kernelSize"]
    own = p["top"] == p["bottom"] and p["left"] == p["right"] and p["top"] <= k[0] // 2 and p["left"] <= k[1] // 2
    if not own:
        assert not o["ceil"]
        x = pad(x, p, "constant", float("-inf") if kind == "max" else 0.0)
    padding = (p["top"], p["left"]) if own else 0
    pooled = F.max_pool2d if kind == "max" else F.avg_pool2d
    return pooled(x, k, o["strides"], padding, ceil_mode=o["ceil"])


def channels_last(x):
    return x.permute(0, 2, 3, 1) if x.dim() == 4 else x


def channels_first(x):
    return x.permute(0, 3, 1, 2) if x.dim() == 4 else x


def fc(x, o, v, _):
    y = channels_last(x).flatten(1) @ v["kernel"]
    return y + v["bias"] if "bias" in v else y


def crop(x, o, _, shape):
    top, left = o["offset"]
    return x[:, :, top : top + shape[0], left : left + shape[1]]


def upsample(x, o, _, shape):
    corners = {"align_corners": False} if o["interpolation"] == "bilinear" else {}
    return F.interpolate(x, size=shape[:2], mode=o["interpolation"], **corners)


def zeropad(x, o, _, shape):
    x = x[:, :, :: o["strides"][0], :: o["strides"][1]]
    return F.pad(x, (0, 0, 0, 0, 0, shape[2] - x.shape[1]))


def lrn(x, o, *_):
    return F.local_response_norm(x, o["size"], o["alpha"] * o["size"], o["beta"], o["bias"])


OPERATIONS = {
    "conv": conv,
    "dwconv": dwconv,
    "deconv": deconv,
    "maxpool": lambda x, o, *_: pool(x, o, "max"),
    "minpool": lambda x, o, *_: -pool(-x, o, "max"),
    "avgpool": lambda x, o, *_: pool(x, o, "average"),
    "fc": fc,
    "gap": lambda x, *_: x.mean((2, 3)),
    "gmp": lambda x, *_: x.amax((2, 3)),
    "flatten": lambda x, *_: channels_last(x).flatten(1),
    "lrn": lrn,
    "pad": lambda x, o, *_: pad_mode(x, o),
    "crop": crop,
    "upsample": upsample,
    "zeropad": zeropad,
    **{kind: lambda x, *_: x for kind in ("id", "dropout", "activation", "bn")},
}

ACTIVATIONS = {
    "relu": lambda x, _: F.relu(x),
    "leakyrelu": lambda x, a: F.leaky_relu(x, a),
    "elu": lambda x, a: F.elu(x, a),
    "gelu": lambda x, _: F.gelu(x),
    "sigmoid": lambda x, _: torch.sigmoid(x),
    "tanh": lambda x, _: torch.tanh(x),
    "softmax": lambda x, _: torch.softmax(x, 1),
    "linear": lambda x, _: x,
}


def normalise(x, bn, v, training):
    mean, variance = v["movingMean"], v["movingVariance"]
    momentum = 1 - bn["momentum"]
    return F.batch_norm(x, mean, variance, v["gamma"], v["beta"], training, momentum, bn["epsilon"])


def activation_of(layer):
    o = layer["operation"]
    return o["activation"] if o["kind"] == "activation" else layer["activation"]


def forward(net, variables, images, training):
    """Of every layer its logits (before the activation) and its value."""
    values = []
    for layer in net["layers"]:
        o = layer["operation"]
        own = {n.rsplit("/", 1)[1]: t for n, t in variables.items() if n.rsplit("/", 1)[0] == layer["name"]}
        inputs = [values[i][1] for i in layer["inputs"]]
        if o["kind"] == "input":
            y = images
        elif o["kind"] == "add":
            y = sum(inputs[1:], inputs[0])
        elif o["kind"] == "concat":
            y = torch.cat(inputs, 1)
        else:
            y = OPERATIONS[o["kind"]](inputs[0], o, own, layer["outputShape"])
        batch_norm = o if o["kind"] == "bn" else layer["batchNorm"]
        if batch_norm:
            y = normalise(y, batch_norm, own, training)
        activation = activation_of(layer)
        values.append((y, ACTIVATIONS[activation["name"]](y, activation["alpha"]) if activation else y))
    return values


def head_loss(net, values, index, labels):
    logits, value = values[index]
    activation = (activation_of(net["layers"][index]) or {}).get("name")
    if net["loss"] == "mse":
        return F.mse_loss(channels_last(value), labels.reshape(channels_last(value).shape))
    if activation == "sigmoid" or net["loss"] == "binarycrossentropy":
        x = logits if activation == "sigmoid" else value
        return F.binary_cross_entropy_with_logits(x, labels.reshape(x.shape))
    x = channels_last(logits if activation == "softmax" else value)
    return F.cross_entropy(x.reshape(-1, x.shape[-1]), labels.long())


def training_loss(net, variables, images, labels):
    values = forward(net, variables, images, True)
    loss = head_loss(net, values, net["output"], labels)
    for head in net["auxiliaries"]:
        loss = loss + head["weight"] * head_loss(net, values, head["output"], labels)
    return loss


class Adam:
    """With epsilon where TensorFlow puts it: beside the root of the uncorrected second moment."""

    def __init__(self, rate):
        self.rate, self.count, self.moments = rate, 0, {}

    def step(self, gradients, variables):
        self.count += 1
        rate = self.rate * (1 - 0.999**self.count) ** 0.5 / (1 - 0.9**self.count)
        for name, g in gradients.items():
            m, s = self.moments.get(name, (torch.zeros_like(g), torch.zeros_like(g)))
            m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g * g
            self.moments[name] = (m, s)
            variables[name].data -= rate * m / (s.sqrt() + 1e-7)


def predictions(net, variables, images):
    with torch.no_grad():
        return channels_last(forward(net, variables, images, False)[net["output"]][1]).flatten().tolist()


def main():
    net = json.load(sys.stdin)
    variables = {}
    for name, v in net["variables"].items():
        tensor = torch.tensor(v["data"]).double().reshape(v["shape"])
        variables[name] = tensor.requires_grad_() if v["trainable"] else tensor
    shape = net["layers"][0]["outputShape"]
    images = channels_first(torch.tensor(net["images"]).double().reshape([-1, *shape]))
    labels = torch.tensor(net["labels"]).double()
    answer = {"predictions": predictions(net, variables, images), "losses": []}
    trainable = [name for name, v in net["variables"].items() if v["trainable"]]
    adam = Adam(net["learningRate"])
    for step in range(net["steps"]):
        loss = training_loss(net, variables, images, labels)
        answer["losses"].append(loss.item())
        found = torch.autograd.grad(loss, [variables[n] for n in trainable], allow_unused=True)
        gradients = {n: torch.zeros_like(variables[n]) if g is None else g for n, g in zip(trainable, found)}
        if step == 0:
            answer["gradients"] = {n: g.flatten().tolist() for n, g in gradients.items()}
        for n, g in gradients.items():
            gradients[n] = g + net["variables"][n]["l2"] * variables[n].detach()
        adam.step(gradients, variables)
    answer["variables"] = {n: t.detach().flatten().tolist() for n, t in variables.items()}
    answer["trained"] = predictions(net, variables, images)
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
