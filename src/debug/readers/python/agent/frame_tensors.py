"""The tensors of a frame."""

from .clock import TookTooLong, check_clock
from .head import described
from .kinds import inside, is_a

NAMES = 1000  # of a scope that are looked at
FOUND = 500


def survey(here, everywhere):
    """Tensors of a frame: its own variables, those of self, then the module's."""
    own = {k: v for k, v in here.items() if k not in everywhere or everywhere[k] is not v}
    found = []
    seen = set()
    for prefix, names in (("", own), ("self.", members(own.get("self"))), ("", everywhere)):
        for name, value in list(names.items())[:NAMES]:
            check_clock("The list of the frame's tensors")
            if type(name) is not str or name.startswith("__") or not name.isidentifier() or prefix + name in seen:
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
    held = dict(inside(me))
    for key in ("_parameters", "_buffers", "_modules"):
        if is_a(held.get(key), dict):
            held.update(dict.items(held[key]))
    return held


def tensor_head(value):
    """None for what is no tensor and no layer, and for what breaks when it is looked at: the others are still there."""
    try:
        head = described(value)
    except TookTooLong:
        raise
    except Exception:
        return None
    return None if head["kind"] == "other" or "obstacle" in head else head
