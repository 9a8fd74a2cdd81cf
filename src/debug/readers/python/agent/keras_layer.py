"""Normalization layers of Keras and Flax, whose channels lie last unless they say so."""

from .kinds import bases_of, inside
from .layer_plan import extents_of, layer_plan, unusable
from .loaded_modules import loaded
from .plain_numbers import number_of
from .type_names import words_of

OF_KERAS = {
    "BatchNormalization": "batch",
    "LayerNormalization": "layer",
    "RMSNormalization": "rms",
    "GroupNormalization": "group",
}
OF_FLAX = {"BatchNorm": "batch", "LayerNorm": "layer", "RMSNorm": "rms", "GroupNorm": "group"}
OF_FLAX["InstanceNorm"] = "instance"


def keras_norm(o):
    norm = library_norm(o, "keras", "keras.src.layers.normalization", OF_KERAS)
    held = inside(o)
    if norm is None or "epsilon" not in held:
        return None
    if held.get("built") is not True:
        return unusable("a layer that has seen no data yet.")
    if held.get("renorm") is True:
        return unusable("a batch norm with renormalization, which is not computed here.")
    if held.get("rms_scaling") is True:
        norm = "rms"
    names = {"weight": "scale" if "scale" in held and type(held["scale"]) is not bool else "gamma", "bias": "beta"}
    names.update({"running_mean": "moving_mean", "running_var": "moving_variance"} if norm == "batch" else {})
    return library_layer(norm, held, names, held.get("axis"), held.get("groups"), None)


def flax_norm(o):
    norm = library_norm(o, "flax", "flax.nnx.nn.normalization", OF_FLAX)
    held = inside(o)
    if norm is None or "epsilon" not in held:
        return None
    names = {"weight": "scale", "bias": "bias"}
    names.update({"running_mean": "mean", "running_var": "var"} if norm == "batch" else {})
    axes = [held[key] for key in ("reduction_axes", "axis", "feature_axis", "feature_axes") if key in held]
    if norm == "group" and axes[0] is not None:
        return unusable("a group norm over axes of its own, which is not computed here.")
    axis = axes[1] if norm == "group" else axes[0]
    training = held.get("use_running_average") is not True if norm == "batch" else None
    return library_layer(norm, held, names, axis, held.get("num_groups"), training, "[...]")


def library_norm(o, library, module, kinds):
    """What a type of the library, or one that is derived from it, does."""
    for base in bases_of(o) if library in loaded else ():
        home, name = words_of(base)
        if home.startswith(module) and name in kinds:
            return kinds[name]
    return None


def library_layer(norm, held, names, axis, groups, training, end=""):
    """`end`: what brings the array out of the library's own box."""
    eps, axes = number_of(held["epsilon"]), extents_of(axis)
    if eps is None or axes is None or norm == "group" and type(groups) is not int:
        return unusable("a normalization layer whose eps, axis or groups are no plain numbers.")
    says = {"norm": norm}
    if norm == "layer" or norm == "rms":
        says["axes"] = axes
    elif len(axes) == 1:
        says["axis"] = axes[0]
    else:
        return unusable("a normalization layer with channels on several axes, which is not computed here.")
    if norm == "group":
        says["groups"] = groups
    tensors = {key: "%s." + name + end for key, name in names.items() if held.get(name) is not None}
    return layer_plan(None, says, eps, training, tensors)
