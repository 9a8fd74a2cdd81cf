"""Runs torch's normalization layers with an activation behind them on the cases given as JSON on stdin.

A case: {norm: batch|layer|rms|group|instance, groups, activation, slope, shape, x, dout, gamma, beta, eps, dtype}. A result: {out, dx, dgamma, dbeta}, flat lists.
"""
import json
import sys

import torch
from torch.nn import functional

ACTIVATIONS = {
    "none": lambda y, slope: y,
    "relu": lambda y, slope: functional.relu(y),
    "leaky-relu": functional.leaky_relu,
    "relu6": lambda y, slope: functional.relu6(y),
    "silu": lambda y, slope: functional.silu(y),
    "gelu": lambda y, slope: functional.gelu(y),
    "gelu-tanh": lambda y, slope: functional.gelu(y, approximate="tanh"),
    "tanh": lambda y, slope: torch.tanh(y),
    "sigmoid": lambda y, slope: torch.sigmoid(y),
}


def normalized(case, x, gamma, beta):
    shape, eps = case["shape"], case["eps"]
    if case["norm"] == "layer":
        return functional.layer_norm(x, shape[-1:], gamma, beta, eps)
    if case["norm"] == "rms":
        # Written out: rms_norm came with torch 2.4.
        return gamma * x * torch.rsqrt(x.square().mean(-1, keepdim=True) + eps) + beta
    if case["norm"] == "group":
        return functional.group_norm(x, case["groups"], gamma, beta, eps)
    if case["norm"] == "instance":
        return functional.instance_norm(x, None, None, gamma, beta, True, 0.0, eps)
    return functional.batch_norm(x, None, None, gamma, beta, True, 0.0, eps)


def run(case):
    dtype, shape = getattr(torch, case["dtype"]), case["shape"]
    x = torch.tensor(case["x"], dtype=dtype).reshape(shape).requires_grad_()
    gamma, beta = (torch.tensor(case[key], dtype=dtype).requires_grad_() for key in ("gamma", "beta"))
    out = ACTIVATIONS[case["activation"]](normalized(case, x, gamma, beta), case["slope"])
    out.backward(torch.tensor(case["dout"], dtype=dtype).reshape(shape))
    tensors = {"out": out.detach(), "dx": x.grad, "dgamma": gamma.grad, "dbeta": beta.grad}
    return {key: value.reshape(-1).to(torch.float64).tolist() for key, value in tensors.items()}


torch.set_num_threads(1)
json.dump([run(case) for case in json.load(sys.stdin)], sys.stdout)
