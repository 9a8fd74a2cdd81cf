"""The article's Python, with each of its mistakes to be switched on alone. JSON on stdin: {mistake, x, gamma, beta, eps, dout}.

Prints {"error": text} where NumPy refuses, else {"out", "shape", "dx" (null where there is no backward pass)}.
"""
import json
import sys

import numpy as np


def bn_forward(X, gamma, beta, eps, mistake):
    N = X.shape[0]
    mu = X.mean(axis=1) if mistake == "axis" else X.mean(axis=0)
    if mistake == "centred-as-mu":
        mu = X - mu
    d = X - mu
    sigma2 = 1 / N * d.dot(d) if mistake == "dot-variance" else 1 / N * (d * d).sum(axis=0)
    norm = d / np.sqrt(sigma2 + eps)
    out = norm.dot(gamma) + beta if mistake == "dot-scale" else norm * gamma + beta
    cache = (X, gamma, beta, eps) if mistake == "no-backward" else (norm, gamma, sigma2, eps)
    return out, cache


def bn_backward(dout, cache, mistake):
    if mistake == "no-backward":
        X, gamma, beta, eps = cache
        return None  # "todo"
    norm, gamma, sigma2, eps = cache
    return gamma / np.sqrt(sigma2 + eps) * (dout - dout.mean(axis=0) - norm * (dout * norm).mean(axis=0))


def flat(values):
    return [None if np.isnan(value) else value for value in values.reshape(-1).tolist()]  # JSON has no NaN


given = json.load(sys.stdin)
X, gamma, beta, dout = (np.array(given[name]) for name in ("x", "gamma", "beta", "dout"))
try:
    out, cache = bn_forward(X, gamma, beta, given["eps"], given["mistake"])
    dx = bn_backward(dout, cache, given["mistake"]) if out.shape == dout.shape else None
    json.dump({"out": flat(out), "shape": out.shape, "dx": None if dx is None else flat(dx)}, sys.stdout)
except ValueError as error:
    json.dump({"error": str(error)}, sys.stdout)
