"""The tensors of a frame."""

import sys

from .head import described

NAMES = 1000  # of a scope that are looked at
FOUND = 500


def survey(here, everywhere):
    """Tensors of a frame: its own variables, those of self, then the module's."""
    own = {k: v for k, v in here.items() if k not in everywhere or everywhere[k] is not v}
    found = []
    seen = set()
    for prefix, names in (("", own), ("self.", members(own.get("self", None))), ("", everywhere)):
        for name, value in list(names.items())[:NAMES]:
            if not isinstance(name, str) or name.startswith("__") or not name.isidentifier() or prefix + name in seen:
                continue
            seen.add(prefix + name)
            head = tensor_head(value)
            if head is not None:
                found.append([prefix + name, head])
            if len(found) == FOUND:
                return found
    return found


def members(me):
    """What an object holds, and what a module has as parameters, buffers and layers. Runs no code of its own."""
    if me is None:
        return {}
    try:
        inside = dict(object.__getattribute__(me, "__dict__"))
    except Exception:
        return {}
    for key in ("_parameters", "_buffers", "_modules"):
        if isinstance(inside.get(key), dict):
            inside.update(inside[key])
    return inside


def tensor_head(value):
    """None for what is no tensor and no layer."""
    if isinstance(value, (int, float, complex, str, bytes, type, type(sys))):
        return None
    if callable(value) and not hasattr(value, "_buffers"):
        return None
    try:
        head = described(value)
    except Exception:
        return None
    return None if head["kind"] == "other" or "obstacle" in head else head
