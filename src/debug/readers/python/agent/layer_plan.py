"""The plan of a normalization layer, from whatever library it is."""

from .kinds import is_a

TENSORS = ("weight", "bias", "running_mean", "running_var")


def layer_plan(shape, says, eps, training, tensors, notes=()):
    """
    `says`: keys of a problem file. `eps` None: it is that of x's own type. `training` None: the layer does not say.
    `tensors`: for each of TENSORS its expression, or None; those that end in "_grad" are their gradients.
    """
    module = dict.fromkeys(TENSORS + ("weight_grad", "bias_grad"))
    module.update(tensors)
    module.update({"says": says, "eps": eps, "training": training})
    return {
        "kind": "module",
        "dtype": "",
        "shape": shape,
        "device": "cpu",
        "bytes": 0,
        "notes": list(notes),
        "strides": None,
        "module": module,
    }


def unusable(what):
    """A layer that no problem can be made of, and why."""
    return {"kind": "module", "obstacle": what}


def extents_of(value):
    """The extents in a tuple or list of sizes, or the one that stands alone. None for anything else."""
    if type(value) is int:
        return [value]
    if is_a(value, tuple):
        sizes = list(tuple.__iter__(value))
    else:
        sizes = list(list.__iter__(value)) if is_a(value, list) else []
    return sizes if sizes and all(type(size) is int for size in sizes) else None
