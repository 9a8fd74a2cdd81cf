"""Differentiates activations behind a batch norm by torch's autograd, for the cases given as JSON on stdin.

A case: {activation, shape, x, dout, gamma, beta, eps, dtype}. A result: {dx, dgamma, dbeta}, flat lists.
"""
import json
import sys

import torch
import torch.nn.functional as F

ACTIVATIONS = {
    "gelu": F.gelu,
    "gelu by tanh": lambda z: F.gelu(z, approximate="tanh"),
    "silu": F.silu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "elu": F.elu,
    "selu": F.selu,
    "softplus": F.softplus,
    "mish": F.mish,
    "quick gelu": lambda z: z * torch.sigmoid(1.702 * z),
    "hardswish": F.hardswish,
    "hardtanh": F.hardtanh,
    "relu6": F.relu6,
    "softsign": F.softsign,
    "log-sigmoid": F.logsigmoid,
}


def run(case):
    dtype = getattr(torch, case["dtype"])
    x = torch.tensor(case["x"], dtype=dtype).reshape(case["shape"]).requires_grad_()
    gamma = torch.tensor(case["gamma"], dtype=dtype).requires_grad_()
    beta = torch.tensor(case["beta"], dtype=dtype).requires_grad_()
    normalised = F.batch_norm(x, None, None, gamma, beta, training=True, eps=case["eps"])
    out = ACTIVATIONS[case["activation"]](normalised)
    out.backward(torch.tensor(case["dout"], dtype=dtype).reshape(case["shape"]))
    grads = {"dx": x.grad, "dgamma": gamma.grad, "dbeta": beta.grad}
    return {name: grad.reshape(-1).to(torch.float64).tolist() for name, grad in grads.items()}


torch.set_num_threads(1)
json.dump([run(case) for case in json.load(sys.stdin)], sys.stdout)
