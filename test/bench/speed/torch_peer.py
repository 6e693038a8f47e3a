"""A network in PyTorch at its best: channels_last, fused Adam, straight-line code by torch.fx; `compile` for torch.compile.

Usage: torch_peer.py SPEC.json
"""

import sys

import numpy as np
import torch
from torch import fx, nn
from torch.nn import functional as F

from spec import answer, load, own, timed

ACTIVATIONS = {"relu": lambda: nn.ReLU(inplace=True), "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}


def symmetric(o):
    p = o["padding"]
    assert p["top"] == p["bottom"] and p["left"] == p["right"], "an asymmetric padding"
    return p["top"], p["left"]


def conv(o, v, inputs):
    kernel = torch.from_numpy(v["kernel"]).permute(3, 2, 0, 1)
    channels = kernel.shape[1] * o["groups"]
    module = nn.Conv2d(channels, kernel.shape[0], o["kernelSize"], o["strides"], symmetric(o), o["dilation"], o["groups"], "bias" in v)
    return [filled(module, kernel, v)]


def fc(o, v, inputs):
    kernel = torch.from_numpy(v["kernel"])
    units = kernel.shape[1]
    if len(inputs) == 3:
        kernel = kernel.reshape(*inputs, units).permute(2, 0, 1, 3).reshape(-1, units)
    module = nn.Linear(kernel.shape[0], units, "bias" in v)
    return [*([nn.Flatten()] if len(inputs) == 3 else []), filled(module, kernel.T, v)]


def filled(module, weight, v):
    with torch.no_grad():
        module.weight.copy_(weight)
        if "bias" in v:
            module.bias.copy_(torch.from_numpy(v["bias"]))
    return module


def batch_norm(bn, v):
    module = nn.BatchNorm2d(len(v["gamma"]), bn["epsilon"], 1 - bn["momentum"])
    with torch.no_grad():
        for own_name, name in (("weight", "gamma"), ("bias", "beta"), ("running_mean", "movingMean"), ("running_var", "movingVariance")):
            getattr(module, own_name).copy_(torch.from_numpy(v[name]))
    return module


MODULES = {
    "conv": conv,
    "fc": fc,
    "maxpool": lambda o, v, i: [nn.MaxPool2d(o["kernelSize"], o["strides"], symmetric(o), ceil_mode=o["ceil"])],
    "avgpool": lambda o, v, i: [nn.AvgPool2d(o["kernelSize"], o["strides"], symmetric(o), ceil_mode=o["ceil"])],
    "gap": lambda o, v, i: [nn.AdaptiveAvgPool2d(1), nn.Flatten()],
    "dropout": lambda o, v, i: [nn.Dropout(o["rate"])],
    "lrn": lambda o, v, i: [nn.LocalResponseNorm(o["size"], o["alpha"] * o["size"], o["beta"], o["bias"])],
    "bn": lambda o, v, i: [batch_norm(o, v)],
    "activation": lambda o, v, i: [],
    "id": lambda o, v, i: [],
}


def build(network, weights):
    """Logits; a final softmax belongs to the loss."""
    root, graph, nodes = nn.Module(), fx.Graph(), []
    layers = network["layers"]
    for number, layer in enumerate(layers):
        o = layer["operation"]
        inputs = [nodes[i] for i in layer["inputs"]]
        if o["kind"] == "input":
            node = graph.placeholder("images")
        elif o["kind"] == "add":
            node = inputs[0]
            for other in inputs[1:]:
                node = graph.call_function(torch.add, (node, other))
        elif o["kind"] == "concat":
            node = graph.call_function(torch.cat, (inputs, 1))
        else:
            shape = layers[layer["inputs"][0]]["outputShape"]
            node = chain(root, graph, number, inputs[0], MODULES[o["kind"]](o, own(weights, layer), shape))
        if layer["batchNorm"]:
            node = chain(root, graph, f"{number}_bn", node, [batch_norm(layer["batchNorm"], own(weights, layer))])
        activation = o["activation"] if o["kind"] == "activation" else layer["activation"]
        if activation and activation["name"] not in ("softmax", "linear"):
            node = chain(root, graph, f"{number}_a", node, [ACTIVATIONS[activation["name"]]()])
        nodes.append(node)
    graph.output(nodes[network["output"]])
    return fx.GraphModule(root, graph)


def chain(root, graph, name, node, modules):
    for index, module in enumerate(modules):
        own_name = f"m{name}_{index}"
        root.add_module(own_name, module)
        node = graph.call_module(own_name, (node,))
    return node


def main():
    spec, weights, images, labels = load(sys.argv[1])
    torch.manual_seed(1)
    model = build(spec["network"], weights).to(memory_format=torch.channels_last)
    x = torch.from_numpy(np.ascontiguousarray(images.transpose(0, 3, 1, 2))).to(memory_format=torch.channels_last)
    y = torch.from_numpy(labels)
    run = torch.compile(model) if "compile" in spec["options"] else model
    cast = lambda: torch.autocast("cpu", torch.bfloat16, enabled=spec["precision"] == "bf16")
    loss = lambda: F.cross_entropy(run(x), y)
    if spec["mode"] == "forward":
        model.eval()

        def steps(count):
            with torch.inference_mode(), cast():
                for _ in range(count):
                    run(x)

        times = timed(spec, steps)
    else:
        optimizer = torch.optim.Adam(model.parameters(), spec["learningRate"], eps=1e-7, fused=True)

        def steps(count):
            for _ in range(count):
                optimizer.zero_grad()
                with cast():
                    value = loss()
                value.backward()
                optimizer.step()
            value.item()

        times = timed(spec, steps)
        model.eval()
    with torch.inference_mode(), cast():
        final = F.cross_entropy(run(x).float(), y).item()
    answer(times, final, f"PyTorch {torch.__version__}")


main()
