"""Normalization layers of PyTorch, and of the libraries that are built on it."""

from .kinds import bases_of, in_type, inside, is_a, names_of
from .layer_plan import TENSORS, extents_of, layer_plan, unusable
from .loaded_modules import loaded
from .plain_numbers import number_of
from .torch_plan import has_grad
from .torch_quiet import Quiet
from .torch_tensor import is_tensor, own
from .type_names import words_of

OF_TORCH = (
    ("torch.nn.modules.batchnorm", "_BatchNorm", "batch"),
    ("torch.nn.modules.instancenorm", "_InstanceNorm", "instance"),
    ("torch.nn.modules.normalization", "GroupNorm", "group"),
    ("torch.nn.modules.normalization", "LayerNorm", "layer"),
    ("torch.nn.modules.normalization", "RMSNorm", "rms"),
)
# These multiply by 1 + weight.
GEMMA = (
    "GemmaRMSNorm",
    "Gemma2RMSNorm",
    "Gemma3RMSNorm",
    "T5GemmaRMSNorm",
    "VaultGemmaRMSNorm",
    "RecurrentGemmaRMSNorm",
    "Qwen3NextRMSNorm",
    "Qwen3_5RMSNorm",
)
EPS_NAMES = ("eps", "variance_epsilon", "epsilon")


def torch_norm(o):
    """The plan of a module that normalizes, by its type or else by what it holds. None for any other."""
    nn = loaded.get("torch.nn.modules.module")
    if nn is None or not is_a(o, getattr(nn, "Module", None)):
        return None
    held = inside(o)
    tensors = {key: tensor_in(held, key) for key in TENSORS}
    norm, known = torch_type(o)
    if known is None:
        norm = norm_by_name(o, held, tensors)
    if norm is None:
        return None
    if any(words_of(type(v))[1].startswith("Uninitialized") for v in tensors.values()):
        return unusable("a lazy layer that has seen no data yet.")
    name = plain_name(o)
    if "Gated" in name:
        return unusable("a normalization layer, " + name + ", that multiplies by a gate: none is computed here.")
    of_eps = [held[key] for key in EPS_NAMES if key in held]
    eps = number_of(of_eps[0]) if of_eps else None
    if eps is None and not (norm == "rms" and known is not None and of_eps == [None]):
        return unusable("a normalization layer, " + name + ", whose eps is no plain number.")
    training = held.get("training") is True
    if "Frozen" in name:
        training = False
    elif norm != "batch" or tensors["running_mean"] is None:
        if norm == "instance" and held.get("track_running_stats") is True and not training:
            return unusable("an instance norm in evaluation, which takes running statistics: none is computed here.")
        training = True
    found = {}
    for key, v in tensors.items():
        if key.startswith("running") and norm != "batch":
            continue
        # A parametrized layer computes its weight: that is done only when the weight itself is read.
        found[key] = "%s." + key if v is not None or in_type(o, key) is not None else None
        found[key + "_grad"] = "%s." + key + ".grad" if is_tensor(v) and quietly_has_grad(v) else None
    says = layer_says(norm, name, held)
    if says is None:
        return unusable("a normalization layer, " + name + ", whose sizes are not what is usual.")
    notes = ()
    if known is not None and "axes" not in says and is_overridden(o, held):
        notes = [name + " computes in its own way (forward): it is taken for " + words_of(known)[1]]
    return layer_plan(sizes_held(held, tensors), says, eps, training, found, notes)


def torch_type(o):
    """What PyTorch's own types say, with the type."""
    for module, name, norm in OF_TORCH:
        kind = getattr(loaded.get(module), name, None)
        if kind is not None and is_a(o, kind):
            return norm, kind
    return None, None


def norm_by_name(o, held, tensors):
    """What a module of another library does. A name alone is not enough: it must hold an eps."""
    name = plain_name(o).lower()
    if "norm" not in name or not any(key in held for key in EPS_NAMES):
        return None
    if "num_groups" in held:
        return "group"
    # T5's is called a layer norm, and takes no mean off.
    has_weight_alone = tensors["weight"] is not None and tensors["bias"] is None
    if "rms" in name or "variance_epsilon" in held and has_weight_alone:
        return "rms"
    if "layernorm" in name or "normalized_shape" in held:
        return "layer"
    return "batch" if "batchnorm" in name and tensors["running_mean"] is not None else None


def plain_name(o):
    return words_of(type(o))[1].split(".")[-1]


def layer_says(norm, name, held):
    """None where the sizes are not plain."""
    if norm == "batch" or norm == "instance":
        return {"norm": norm, "axis": 1}
    if norm == "group":
        groups = held.get("num_groups")
        return {"norm": norm, "axis": 1, "groups": groups} if type(groups) is int else None
    says = {"norm": norm}
    # Layer norm of images with the channels on axis 1, as ConvNeXt's.
    if name.endswith("2d") or held.get("data_format") == "channels_first":
        says["axes"] = [1]
    elif "normalized_shape" in held:
        says["normalizedShape"] = extents_of(held["normalized_shape"])
        if says["normalizedShape"] is None:
            return None
    if name in GEMMA:
        says["gammaOffset"] = 1
    return says


def sizes_held(held, tensors):
    sizes = extents_of(held.get("normalized_shape"))
    if sizes is not None:
        return sizes
    for key in ("num_features", "num_channels"):
        if type(held.get(key)) is int:
            return [held[key]]
    weight = tensors["weight"]
    return list(own(weight, "shape")) if is_tensor(weight) else None


def is_overridden(o, held):
    """Whether a type that is derived from PyTorch's, or the module itself, has a forward of its own."""
    if "forward" in held:
        return True
    kinds = [kind for kind in bases_of(o) if not words_of(kind)[0].startswith("torch.nn.")]
    return any("forward" in names_of(kind) for kind in kinds)


def quietly_has_grad(v):
    with Quiet(v):
        return has_grad(v)


def tensor_in(held, key):
    for group in ("_parameters", "_buffers"):
        v = dict.get(held[group], key) if is_a(held.get(group), dict) else None
        if v is not None:
            return v
    return held.get(key)
