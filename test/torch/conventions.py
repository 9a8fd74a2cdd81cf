"""Differentiates batch norms of other conventions by torch's autograd, for the cases given as JSON on stdin.

A case: {convention, shape, axis, x, dout, gamma, beta, eps, dtype, mask (rows of 0 and 1), split, slope}.
A result: {dx, dgamma, dbeta}, flat lists. The forward of each convention is written as people write it, and torch alone
differentiates it.
"""
import json
import sys

import torch
import torch.nn.functional as F


def usual(rows, gamma, beta, eps):
    return F.batch_norm(rows, None, None, gamma, beta, training=True, eps=eps)


def on_axis(x, gamma, beta, case):
    """As libraries do it whose channels lie elsewhere: moved to where torch has them, and back."""
    moved = x.movedim(case["axis"], 1)
    return usual(moved, gamma, beta, case["eps"]).movedim(1, case["axis"])


def unbiased(x, gamma, beta, case):
    """The exercise of a well-known course: bnvar = x.var(0, keepdim=True), which divides by N - 1."""
    variance = x.var(0, keepdim=True)
    return gamma * (x - x.mean(0, keepdim=True)) / torch.sqrt(variance + case["eps"]) + beta


def eps_outside(x, gamma, beta, case):
    return gamma * (x - x.mean(0)) / (x.std(0, unbiased=False) + case["eps"]) + beta


def masked(x, gamma, beta, case):
    """Statistics of the rows that are kept, as of padded sequences; all rows are normalised."""
    keep = torch.tensor(case["mask"], dtype=x.dtype).unsqueeze(-1)
    count = keep.sum()
    mean = (keep * x).sum(0) / count
    variance = (keep * (x - mean) ** 2).sum(0) / count
    return gamma * (x - mean) * torch.rsqrt(variance + case["eps"]) + beta


def split(x, gamma, beta, case):
    """Ghost batches: each part of the batch has statistics of its own."""
    parts = x.split(case["split"])
    return torch.cat([usual(part, gamma, beta, case["eps"]) for part in parts])


def leaky(x, gamma, beta, case):
    return F.leaky_relu(usual(x, gamma, beta, case["eps"]), case["slope"])


def evaluation_of_the_batch(x, gamma, beta, case):
    """A layer without running statistics takes the batch's, even in evaluation."""
    layer = torch.nn.BatchNorm1d(x.shape[1], eps=case["eps"], track_running_stats=False).to(x.dtype).eval()
    return torch.nn.utils.stateless.functional_call(layer, {"weight": gamma, "bias": beta}, (x,))


FORWARDS = {
    "axis": on_axis,
    "unbiased": unbiased,
    "eps outside": eps_outside,
    "mask": masked,
    "split": split,
    "leaky": leaky,
    "evaluation": evaluation_of_the_batch,
}


def run(case):
    dtype = getattr(torch, case["dtype"])
    x = torch.tensor(case["x"], dtype=dtype).reshape(case["shape"]).requires_grad_()
    gamma = torch.tensor(case["gamma"], dtype=dtype).requires_grad_()
    beta = torch.tensor(case["beta"], dtype=dtype).requires_grad_()
    out = FORWARDS[case["convention"]](x, gamma, beta, case)
    out.backward(torch.tensor(case["dout"], dtype=dtype).reshape(case["shape"]))
    grads = {"dx": x.grad, "dgamma": gamma.grad, "dbeta": beta.grad}
    return {name: grad.reshape(-1).to(torch.float64).tolist() for name, grad in grads.items()}


torch.set_num_threads(1)
json.dump([run(case) for case in json.load(sys.stdin)], sys.stdout)
