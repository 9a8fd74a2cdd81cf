"""Normalization layers: what they say of themselves, by the keys of a problem file, and where their tensors are."""

from .keras_layer import flax_norm, keras_norm
from .torch_layer import torch_norm


def norm_layer(o):
    """The plan of a layer, { obstacle } of one that cannot be used, None for anything else."""
    for describe in (torch_norm, keras_norm, flax_norm):
        found = describe(o)
        if found is not None:
            return found
    return None
