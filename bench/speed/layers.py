"""The layers in torch and NumPy. A layer is named by `norm` and, of group norm, by `groups`."""
import numpy as np

EPS = 1e-5


def affine_size(norm, shape):
    """How many entries gamma has: one for each column or channel, or for each element of a set."""
    return shape[-1] if norm in ("layer", "rms") else shape[1]


def torch_forward(norm, groups):
    """The forward as a function of x, gamma and beta. RMS norm without beta, as its users have it."""
    import torch
    import torch.nn.functional as F

    def rms(x, gamma, _):
        if hasattr(F, "rms_norm"):
            return F.rms_norm(x, gamma.shape, gamma, EPS)
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + EPS) * gamma

    return {
        "batch": lambda x, gamma, beta: F.batch_norm(x, None, None, gamma, beta, True, 0.1, EPS),
        "layer": lambda x, gamma, beta: F.layer_norm(x, gamma.shape, gamma, beta, EPS),
        "rms": rms,
        "group": lambda x, gamma, beta: F.group_norm(x, groups, gamma, beta, EPS),
    }[norm]


def numpy_batch(x, dout, gamma, beta):
    mean = x.mean(axis=0)
    centred = x - mean
    r = 1 / np.sqrt((centred * centred).mean(axis=0) + EPS)
    xhat = centred * r
    out = gamma * xhat + beta
    dbeta = dout.sum(axis=0)
    dgamma = (dout * xhat).sum(axis=0)
    n = x.shape[0]
    dx = (gamma * r) * (dout - dbeta / n - xhat * (dgamma / n))
    return out, dx, dgamma, dbeta


def numpy_sets(x, dout, gamma, beta, sets, others, centre):
    """`sets`: the axes that a set runs along; `others`: those that an entry of gamma is shared along."""
    centred = x - x.mean(axis=sets, keepdims=True) if centre else x
    r = 1 / np.sqrt((centred * centred).mean(axis=sets, keepdims=True) + EPS)
    xhat = centred * r
    out = gamma * xhat + beta
    dbeta = dout.sum(axis=others)
    dgamma = (dout * xhat).sum(axis=others)
    u = dout * gamma
    path = xhat * (u * xhat).mean(axis=sets, keepdims=True)
    dx = r * (u - u.mean(axis=sets, keepdims=True) - path) if centre else r * (u - path)
    return out, dx, dgamma, dbeta


def numpy_step(norm, groups, x, dout, gamma, beta):
    if norm == "batch":
        return lambda: numpy_batch(x, dout, gamma, beta)
    if norm != "group":
        return lambda: numpy_sets(x, dout, gamma, beta, (1,), (0,), norm == "layer")
    cut = lambda values: values.reshape(x.shape[0], groups, x.shape[1] // groups, -1)
    along = lambda values: values.reshape(1, groups, -1, 1)
    return lambda: numpy_sets(cut(x), cut(dout), along(gamma), along(beta), (2, 3), (0, 3), True)
