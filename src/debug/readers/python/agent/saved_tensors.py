"""What a function of autograd has saved for its backward."""

from .kinds import GETSET, in_type, is_a
from .loaded_modules import loaded


class Saved:
    """Stands for one of them: unpacking it might run a hook of the program, so that only its place is known."""


def saved_tensors(o):
    """Pairs of an expression's end and a stand-in; none where nothing is saved, or no longer."""
    base = getattr(getattr(loaded.get("torch"), "_C", None), "_FunctionBase", None)
    place = in_type(o, "_raw_saved_tensors") if base is not None and is_a(o, base) else None
    try:
        packed = place.__get__(o) if type(place) is GETSET else None
    except RuntimeError:
        return []  # freed
    count = len(packed) if type(packed) is tuple else 0
    return [(".saved_tensors[%d]" % n, Saved()) for n in range(count)]


def saved_head():
    """All that is known without unpacking."""
    unknown = {"dtype": "", "shape": None, "device": "", "bytes": 0, "notes": [], "strides": None}
    return dict(unknown, kind="tensor", type="saved by autograd")
