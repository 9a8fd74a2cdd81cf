"""Batch normalisation by hand in NumPy. Stop in the marked line and show x, or check the whole backward."""

import numpy as np

rng = np.random.default_rng(1)


def forward(x, gamma, beta, eps):
    mean = x.mean(axis=0)
    inverse = 1 / np.sqrt(x.var(axis=0) + eps)
    xhat = (x - mean) * inverse
    return gamma * xhat + beta, (xhat, inverse, gamma)


def backward(dout, cache):
    xhat, inverse, gamma = cache
    dxhat = dout * gamma
    dbeta = dout.sum(axis=0)
    dgamma = (dout * xhat).sum(axis=0)
    # The mistake: the path through the variance, - xhat * (dxhat * xhat).mean(axis=0), is missing.
    dx = inverse * (dxhat - dxhat.mean(axis=0))
    return dx, dgamma, dbeta


def train(steps):
    x = rng.standard_normal((64, 64)).astype("f4")
    gamma = rng.uniform(0.5, 1.5, 64).astype("f4")
    beta = np.zeros(64, "f4")
    eps = 1e-5
    target = rng.standard_normal((64, 64)).astype("f4")
    word = "not a tensor"
    for step in range(steps):
        out, cache = forward(x, gamma, beta, eps)
        dout = out - target
        dx, dgamma, dbeta = backward(dout, cache)
        print(step, float((dout**2).mean()), word)  # stop here
        x = x - 0.1 * dx
    return x


train(20)
