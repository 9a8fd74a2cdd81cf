"""The tensors of a frame."""

from .clock import TookTooLong, check_clock
from .frame_members import first_of, members
from .head import described
from .kinds import is_a
from .list_plan import array_within, entries_of
from .plain_numbers import number_of
from .saved_tensors import Saved, saved_head

NAMES = 1000  # of a scope that are looked at
FOUND = 500
FEW = 16  # arrays in a list that may be gradients of several layers; more are rows
DEPTH = 2  # cache["x"], self.layer.gamma
ADDED = {"globals", "__builtins__"}  # by debugpy to the names of a frame
WHAT = "The list of the frame's tensors"


def survey(here, everywhere, numbers):
    """
    Tensors of a frame: its own variables, what those hold, then the module's, marked as such. Of plain numbers those
    that have one of the names `numbers`.
    """
    own = {k: v for k, v in here.items() if k not in everywhere or everywhere[k] is not v}
    is_module = ADDED.issuperset(own)  # the frame of a module has its variables alone
    shared = {} if is_module else everywhere
    scope = named(everywhere if is_module else own)
    found = []
    level = look(found, scope, numbers)
    seen = {id(v): v for _, v in scope}  # what has a name is not listed again by a longer one
    for _ in range(DEPTH):
        held = ((at + end, v) for at, o in level for end, v in members(o))
        level = look(found, held, numbers, seen)
    look(found, [entry for entry in named(shared) if entry[0] not in own], numbers, mark=["module"])
    return found[:FOUND]


def named(names):
    """The variables of a scope that a user has named."""
    first = list(names.items())[:NAMES]
    return [(k, v) for k, v in first if type(k) is str and not k.startswith("__") and k.isidentifier()]


def look(found, entries, numbers, seen=None, mark=()):
    """Adds the tensors among the entries that were not seen before. Gives the entries that may hold others."""
    others = []
    for at, value in entries:
        check_clock(WHAT)
        if seen is not None:
            if id(value) in seen:
                continue
            seen[id(value)] = value
        arrays = shapes_within(value)
        head = tensor_head(value) if len(set(arrays)) < 2 else None
        if head is not None and (seen is None or has_values(head)):
            found.append([at, head, *mark])
        elif number_of(value) is not None and last_name(at) in numbers:
            found.append([at, described(value), *mark])
        elif head is None:
            others.append((at, value))
        if head is not None and (head["kind"] == "module" or 0 < len(arrays) <= FEW):
            others.append((at, value))
        if len(found) >= FOUND or len(others) >= NAMES:
            break
    return others


def last_name(at):
    """eps of self.bn.eps and of cache['eps']."""
    return at.split(".")[-1].split("['")[-1].split("']")[0]


def shapes_within(o):
    """Of the arrays in a list: with several shapes it is no tensor, and a short one holds tensors of their own."""
    if not is_a(o, list, tuple):
        return []
    shapes = [array_within(v, False)[0] for v in first_of(entries_of(o))]
    return [str(shape) for shape in shapes] if any(shapes) else []


def has_values(head):
    """An empty list, a single number or a list of sizes within something else is no tensor that anybody looks for."""
    shape = head.get("shape")
    if head["kind"] == "module" or shape is None:
        return True
    return len(shape) > 1 and 0 not in shape or len(shape) == 1 and shape[0] > 0 and head["dtype"] != "list of int"


def tensor_head(value):
    """None for what is no tensor and no layer, and for what breaks when it is looked at: the others are still there."""
    if type(value) is Saved:
        return saved_head()
    try:
        head = described(value)
    except TookTooLong:
        raise
    except Exception:
        return None
    return None if head["kind"] == "other" or "obstacle" in head else head
