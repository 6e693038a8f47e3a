"""What PyTorch makes of a network: an oracle for shapes and counts that shares no code with the checker.

In, on standard input: a network a line as JSON, `test/networks/spec.ts` says how. Out: a line for each, a list with an
entry for each stage in order (the branches of a join before the join itself, shortcuts last): `[shape, parameters, statistics]`.
Everything runs on the `meta` device, so nothing is computed.
"""

import json
import sys

import torch
from torch import nn
from torch.nn import functional as F

torch.set_default_device("meta")


def padded(x, pad, mode):
    """`pad` is (height, width) on each side or (top, bottom, left, right)."""
    top, bottom, left, right = pad if len(pad) == 4 else (pad[0], pad[0], pad[1], pad[1])
    return F.pad(x, (left, right, top, bottom), mode="constant" if mode == "zero" else mode)


def tensorflow_same(size, kernel, stride, dilation):
    """TensorFlow's rule for one axis: the odd cell goes to the far side."""
    out = -(-size // stride)
    total = max((out - 1) * stride + (kernel - 1) * dilation + 1 - size, 0)
    return total // 2, total - total // 2


def same_pad(x, s):
    sizes = zip(x.shape[2:], s["kernel"], s["stride"], s["dilation"])
    return [amount for axis in sizes for amount in tensorflow_same(*axis)]


class Unit(nn.Module):
    """A layer with what is written on it: its own padding, batch normalisation."""

    def __init__(self, s, channels):
        super().__init__()
        self.s, groups = s, channels if s["op"] == "dwconv" else s["groups"]
        filters = channels if s["op"] == "dwconv" else s["filters"]
        common = dict(stride=s["stride"], dilation=s["dilation"], groups=groups, bias=s["bias"])
        if s["op"] == "deconv":
            more = dict(padding=s["pad"], output_padding=s["outpad"])
            self.layer = nn.ConvTranspose2d(channels, filters, s["kernel"], **common, **more)
        elif s["mode"] == "zero" and s["pad"] != "same":
            self.layer = nn.Conv2d(channels, filters, s["kernel"], padding=s["pad"], **common)
        else:
            self.layer = nn.Conv2d(channels, filters, s["kernel"], **common)
        self.bn = nn.BatchNorm2d(filters) if s["bn"] else nn.Identity()

    def forward(self, x):
        s = self.s
        if s["op"] != "deconv" and (s["mode"] != "zero" or s["pad"] == "same"):
            x = padded(x, same_pad(x, s) if s["pad"] == "same" else s["pad"], s["mode"])
        return self.bn(self.layer(x))


def pool(s):
    window = dict(kernel_size=s["kernel"], stride=s["stride"], padding=s["pad"], ceil_mode=s["ceil"])
    if s["op"] == "avgpool":
        return nn.AvgPool2d(**window)
    largest = nn.MaxPool2d(**window)
    return largest if s["op"] == "maxpool" else lambda x: -largest(-x)


def crop(x, size):
    top, left = (x.shape[2] - size[0]) // 2, (x.shape[3] - size[1]) // 2
    return x[:, :, top : top + size[0], left : left + size[1]]


def zero_padded(x, filters, stride):
    """ResNet's option A: every stride-th value, zero channels up to `filters`."""
    return F.pad(x[:, :, :: stride[0], :: stride[1]], (0, 0, 0, 0, 0, filters - x.shape[1]))


def module(s, x):
    """The stage as a function of its input `x`, whose sizes it may read."""
    op = s["op"]
    if op in ("conv", "dwconv", "deconv"):
        return Unit(s, x.shape[1])
    if op in ("maxpool", "avgpool", "minpool"):
        return pool(s)
    if op == "fc":
        return nn.Sequential(nn.Flatten(), nn.Linear(x[0].numel(), s["units"], bias=s["bias"]))
    if op == "bn":
        return (nn.BatchNorm2d if x.dim() == 4 else nn.BatchNorm1d)(x.shape[1])
    if op == "shortcut" and s["convolution"]:
        return Unit(s["convolution"], x.shape[1])
    if op == "shortcut" and s["zeropad"]:
        return lambda x: zero_padded(x, **s["zeropad"])
    if op == "pad":
        return lambda x: padded(x, s["pad"], s["mode"])
    if op == "crop":
        return lambda x: crop(x, s["size"])
    if op == "upsample":
        mode = "bilinear" if s["bilinear"] else "nearest"
        return nn.Upsample(scale_factor=tuple(map(float, s["factor"])), mode=mode)
    simple = {
        "gap": nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()),
        "gmp": nn.Sequential(nn.AdaptiveMaxPool2d(1), nn.Flatten()),
        "flatten": nn.Flatten(),
        "lrn": nn.LocalResponseNorm(5),
        "dropout": nn.Dropout(0.5),
    }
    return simple.get(op, nn.Identity())


def entry(x, layer):
    shape = list(x.shape[1:])
    shape = [*shape[1:], shape[0]] if len(shape) == 3 else shape
    if not isinstance(layer, nn.Module):
        return [shape, 0, 0]
    statistics = sum(b.numel() for n, b in layer.named_buffers() if "running" in n)
    return [shape, sum(p.numel() for p in layer.parameters()), statistics]


def walk(stages, x, entries):
    for s in stages:
        if s["op"] in ("concat", "add"):
            shortcuts_last = sorted(s["branches"], key=lambda branch: branch[0]["op"] == "shortcut")
            outputs = [walk(branch, x, entries) for branch in shortcuts_last]
            x, layer = (torch.cat(outputs, 1) if s["op"] == "concat" else sum(outputs)), None
        else:
            layer = module(s, x)
            x = layer(x)
        entries.append(entry(x, layer))
    return x


def main():
    for line in sys.stdin:
        network, entries = json.loads(line), []
        height, width, channels = network["input"]
        walk(network["stages"], torch.empty(2, channels, height, width), entries)
        print(json.dumps(entries))


main()
