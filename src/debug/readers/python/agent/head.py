"""The head of an answer: all about a value but its numbers."""

from .sizes import total_of
from .tensor_plan import plan
from .type_names import name_of


def head_of(o, p):
    head = {"kind": "other" if "obstacle" in p and "shape" not in p else "tensor", "type": name_of(o)}
    head.update((k, v) for k, v in p.items() if k != "rows")
    if "wire" in p:
        head["total"] = total_of(p)
    return head


def described(o):
    """As far as it goes without running any of the program's own code."""
    return head_of(o, plan(o, False))
