"""Gradients of scores by PyTorch's autograd, in float64: an oracle for what pictures of networks are made of.

In, on standard input: JSON as `torch_network.py` takes it, and `scores`: a list of {layer, weights, guided, at}. Out: a list of
gradients, each a flat list, height, width, channels.
"""

import json
import sys

import torch
import torch_network
from torch_network import activation_of, channels_first, channels_last, forward


class GuidedRelu(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, dy):
        (x,) = ctx.saved_tensors
        return dy.clamp(min=0) * (x > 0)


def gradient(net, variables, images, score):
    relu = GuidedRelu.apply if score["guided"] else torch.relu
    torch_network.ACTIVATIONS["relu"] = lambda x, _: relu(x)
    names = [layer["name"] for layer in net["layers"]]
    values = forward(net, variables, images, False)
    index = names.index(score["layer"])
    logits, value = values[index]
    folded = (activation_of(net["layers"][index]) or {}).get("name") in ("softmax", "sigmoid")
    y = channels_last(logits if folded else value)
    total = (y * torch.tensor(score["weights"]).double().reshape(y.shape)).sum()
    at = values[names.index(score["at"])][1]
    (found,) = torch.autograd.grad(total, [at], allow_unused=True)
    return channels_last(torch.zeros_like(at) if found is None else found).flatten().tolist()


net = json.load(sys.stdin)
variables = {n: torch.tensor(v["data"]).double().reshape(v["shape"]) for n, v in net["variables"].items()}
shape = net["layers"][0]["outputShape"]
images = channels_first(torch.tensor(net["images"]).double().reshape([-1, *shape])).requires_grad_()
json.dump([gradient(net, variables, images, score) for score in net["scores"]], sys.stdout)
