"""Nested lists and tuples of numbers, or of arrays."""

import sys

from .loaded_modules import load, loaded
from .sizes import size_of
from .type_names import name_of


def list_plan(o):
    shape = []
    level = o
    while isinstance(level, (list, tuple)):
        shape.append(len(level))
        if len(shape) > 16:  # a list may hold itself
            return {"obstacle": "a list that is nested more than 16 deep."}
        if not level:
            break
        level = level[0]
    inner = []
    if hasattr(level, "tolist") and getattr(level, "shape", ()):
        inner = list(level.shape)
    full = shape + inner
    p = {
        "dtype": "list of " + name_of(level) if level is not o and shape[-1] else "list",
        "shape": full,
        "device": "cpu",
        "bytes": 8 * size_of(full),
        "notes": [],
        "strides": None,
        "wire": "float64",
        "item": 8,
    }
    counts = hasattr(level, "__float__") or hasattr(level, "__index__")
    if shape[-1] and not inner and (isinstance(level, (str, bytes)) or not counts):
        p["obstacle"] = "a " + name_of(level) + " at " + place_of([0] * len(shape)) + ", expected a number."
        return p

    def rows(i, j):
        values = []
        for n in range(i, j):
            gather(o[n], full[1:], [n], values)
        array = loaded.get("array")
        if array is not None and hasattr(array, "array"):
            packed = array.array("d", values)
            if sys.byteorder == "big":
                packed.byteswap()
            return memoryview(packed).cast("B")
        return memoryview(load("struct").pack("<%dd" % len(values), *values))

    p["rows"] = rows
    return p


class NoTensor(Exception):
    """What is wrong with a list of the user's, in a sentence: no error of the program."""


def gather(o, shape, path, values):
    """Appends the numbers of a nested list in C order; a ragged one is a fault that names the place."""
    if hasattr(o, "tolist"):
        o = (o.detach() if hasattr(o, "detach") else o).tolist()
    if isinstance(o, (list, tuple)):
        if not shape or len(o) != shape[0]:
            expected = str(shape[0]) + " values" if shape else "a number"
            raise NoTensor(place_of(path) + " has " + str(len(o)) + " values, expected " + expected + ".")
        if len(shape) == 1:
            try:
                values.extend(map(number, o))
                return
            except TypeError:
                pass
        for n, v in enumerate(o):
            gather(v, shape[1:], path + [n], values)
        return
    found = "a " + name_of(o) + " at " + place_of(path)
    if shape:
        raise NoTensor(found + ", expected a list of " + str(shape[0]) + " values.")
    try:
        values.append(number(o))
    except TypeError:
        raise NoTensor(found + ", expected a number.")


def place_of(path):
    return "[" + "][".join(map(str, path)) + "]"


def number(o):
    if isinstance(o, (str, bytes, list, tuple)):
        raise TypeError
    try:
        return float(o)
    except OverflowError:
        return float("inf") if o > 0 else float("-inf")
