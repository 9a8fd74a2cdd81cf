"""What a value holds, and the expressions that reach it. Runs none of the program's code."""

from .kinds import inside, is_a
from .saved_tensors import saved_tensors
from .type_names import words_of

ENTRIES = 200  # of one value that are looked at


def members(o):
    """Pairs of an expression's end and a value: attributes, a layer's parameters and layers, entries, items."""
    if is_a(o, dict):
        return [("[" + repr(k) + "]", v) for k, v in first_of(dict.items(o)) if type(k) is str or type(k) is int]
    if is_a(o, tuple):
        return [("[%d]" % n, v) for n, v in enumerate(first_of(tuple.__iter__(o)))]
    if is_a(o, list):
        return [("[%d]" % n, v) for n, v in enumerate(first_of(list.__iter__(o)))]
    if words_of(type(o))[0] == "unittest.mock":
        return []  # what a mock keeps is about itself
    held = dict(inside(o))
    for key in ("_parameters", "_buffers", "_modules"):
        if is_a(held.get(key), dict):
            held.update(dict.items(held.pop(key)))
    attributes = [("." + k, v) for k, v in first_of(held.items()) if type(k) is str and k.isidentifier()]
    return saved_tensors(o) + attributes


def first_of(entries):
    return [entry for entry, _ in zip(entries, range(ENTRIES))]
