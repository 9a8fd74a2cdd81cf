"""Runs torch's normalization layers on the cases given as JSON on stdin, and prints their results as JSON.

A case: {norm: layer|rms|group|instance, shape, entries (of gamma), groups, x, dout, gamma, beta (or null: affine off), eps, dtype}.
A result: {out, dx, dgamma, dbeta (null where there is none)}, flat lists. RMS norm has no beta.
"""
import json
import sys

import torch

INSTANCE = {3: torch.nn.InstanceNorm1d, 4: torch.nn.InstanceNorm2d, 5: torch.nn.InstanceNorm3d}


class RMSNorm(torch.nn.Module):
    """As torch.nn.RMSNorm, which Debian's torch is too old for; autograd makes its gradients."""

    def __init__(self, shape, eps, affine):
        super().__init__()
        self.axes, self.eps = tuple(range(-len(shape), 0)), eps
        self.weight = torch.nn.Parameter(torch.ones(shape)) if affine else None

    def forward(self, x):
        xhat = x * torch.rsqrt(x.pow(2).mean(self.axes, keepdim=True) + self.eps)
        return xhat if self.weight is None else xhat * self.weight


def make(case):
    affine, eps, shape = case["gamma"] is not None, case["eps"], case["shape"]
    if case["norm"] == "layer":
        return torch.nn.LayerNorm(case["entries"], eps=eps, elementwise_affine=affine)
    if case["norm"] == "rms":
        return RMSNorm(case["entries"], eps, affine)
    if case["norm"] == "group":
        return torch.nn.GroupNorm(case["groups"], shape[1], eps=eps, affine=affine)
    return INSTANCE[len(shape)](shape[1], eps=eps, affine=affine)


def run(case):
    dtype = getattr(torch, case["dtype"])

    def tensor(values, shape):
        return torch.tensor(values, dtype=dtype).reshape(shape)

    layer = make(case).to(dtype)
    weight, bias = layer.weight, getattr(layer, "bias", None)
    with torch.no_grad():
        if weight is not None:
            weight.copy_(tensor(case["gamma"], weight.shape))
        if bias is not None:
            bias.copy_(tensor(case["beta"], bias.shape))
    x = tensor(case["x"], case["shape"]).requires_grad_()
    out = layer(x)
    out.backward(tensor(case["dout"], case["shape"]))

    def flat(values):
        return None if values is None else values.detach().reshape(-1).to(torch.float64).tolist()

    return {
        "out": flat(out),
        "dx": flat(x.grad),
        "dgamma": flat(None if weight is None else weight.grad),
        "dbeta": flat(None if bias is None else bias.grad),
    }


torch.set_num_threads(1)
json.dump([run(case) for case in json.load(sys.stdin)], sys.stdout)
