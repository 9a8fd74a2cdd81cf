"""Runs torch's batch norm layers on the cases given as JSON on stdin, and prints their results as JSON.

A case: {kind: 1|2|3, shape, x, dout, gamma, beta (or null: affine off), eps, momentum, dtype, train, runningMean, runningVar}.
A result: {out, dx, dgamma, dbeta (null without affine), runningMean, runningVar}, flat lists.
"""
import json
import sys

import torch

LAYERS = {1: torch.nn.BatchNorm1d, 2: torch.nn.BatchNorm2d, 3: torch.nn.BatchNorm3d}


def run(case):
    dtype = getattr(torch, case["dtype"])

    def tensor(values):
        return torch.tensor(values, dtype=dtype)

    affine = case["gamma"] is not None
    layer = LAYERS[case["kind"]](case["shape"][1], eps=case["eps"], momentum=case["momentum"], affine=affine).to(dtype)
    layer.train(case["train"])
    with torch.no_grad():
        layer.running_mean.copy_(tensor(case["runningMean"]))
        layer.running_var.copy_(tensor(case["runningVar"]))
        if affine:
            layer.weight.copy_(tensor(case["gamma"]))
            layer.bias.copy_(tensor(case["beta"]))
    x = tensor(case["x"]).reshape(case["shape"]).requires_grad_()
    out = layer(x)
    out.backward(tensor(case["dout"]).reshape(case["shape"]))

    def flat(values):
        return None if values is None else values.detach().reshape(-1).to(torch.float64).tolist()

    return {
        "out": flat(out),
        "dx": flat(x.grad),
        "dgamma": flat(layer.weight.grad) if affine else None,
        "dbeta": flat(layer.bias.grad) if affine else None,
        "runningMean": flat(layer.running_mean),
        "runningVar": flat(layer.running_var),
    }


torch.set_num_threads(1)
json.dump({"version": torch.__version__, "results": [run(case) for case in json.load(sys.stdin)]}, sys.stdout)
