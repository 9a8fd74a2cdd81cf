"""Batch-norm layers of PyTorch."""

from .kinds import in_type, inside, is_a
from .loaded_modules import loaded
from .plain_numbers import number_of
from .torch_plan import has_grad
from .torch_quiet import Quiet
from .torch_tensor import is_tensor

TENSORS = ("weight", "bias", "running_mean", "running_var")


def batch_norm(o):
    """A batch-norm layer: "%s" stands for its expression. None for anything else."""
    nn = loaded.get("torch.nn.modules.batchnorm")
    if nn is None or not is_a(o, nn._BatchNorm):
        return None
    held = inside(o)
    tensors = {key: tensor_in(held, key) for key in TENSORS}
    if any(type(v).__name__.startswith("Uninitialized") for v in tensors.values()):
        return {"obstacle": "a lazy layer that has seen no data yet."}
    eps = number_of(held.get("eps"))
    if eps is None:
        return {"obstacle": "a batch-norm layer whose eps is no plain number."}
    module = {"eps": eps, "training": held.get("training") is True or tensors["running_mean"] is None}
    for key, v in tensors.items():
        # A parametrized layer computes its weight: that is done only when the weight itself is read.
        is_there = v is not None or in_type(o, key) is not None
        module[key] = "%s." + key if is_there else None
        module[key + "_grad"] = "%s." + key + ".grad" if is_tensor(v) and quietly_has_grad(v) else None
    return {
        "kind": "module",
        "dtype": "",
        "shape": [held.get("num_features")],
        "device": "cpu",
        "bytes": 0,
        "notes": [],
        "strides": None,
        "module": module,
    }


def quietly_has_grad(v):
    with Quiet(v):
        return has_grad(v)


def tensor_in(held, key):
    for group in ("_parameters", "_buffers"):
        v = dict.get(held[group], key) if is_a(held.get(group), dict) else None
        if v is not None:
            return v
    return held.get(key)
