"""Nested lists and tuples of numbers, or of arrays."""

import sys

from .kinds import in_type, is_a
from .library_plan import library_plan
from .loaded_modules import load, loaded
from .sizes import size_of
from .torch_plan import torch_list, torch_plan
from .torch_tensor import is_tensor
from .type_names import name_of

DEEPEST = 16  # a list may hold itself


def list_plan(o, asked):
    shape = []
    level = o
    while is_a(level, list, tuple):
        shape.append(length_of(level))
        if len(shape) > DEEPEST:
            return {"obstacle": "a list that is nested more than " + str(DEEPEST) + " deep."}
        if not shape[-1]:
            break
        level = next(entries_of(level))
    dtype = "list of " + name_of(level) if shape[-1] else "list"
    inner, device = array_within(level, asked) if shape[-1] else ([], "cpu")
    if inner is None:
        return {"dtype": dtype, "shape": None, "device": device, "bytes": 0, "notes": [], "strides": None}
    full = shape + inner
    p = {
        "dtype": dtype,
        "shape": full,
        "device": device,
        "bytes": 8 * size_of(full),
        "notes": [],
        "strides": None,
        "wire": "float64",
        "item": 8,
    }
    counts = in_type(level, "__float__") is not None or in_type(level, "__index__") is not None
    if shape[-1] and not inner and (is_a(level, str, bytes) or not counts):
        p["obstacle"] = "a " + name_of(level) + " at " + place_of([0] * len(shape)) + ", expected a number."
        return p

    def rows(i, j):
        values = []
        for n in range(i, j):
            gather(entry_of(o, n), full[1:], [n], values)
        array = loaded.get("array")
        if array is not None and hasattr(array, "array"):
            packed = array.array("d", values)
            if sys.byteorder == "big":
                packed.byteswap()
            return memoryview(packed).cast("B")
        return memoryview(load("struct").pack("<%dd" % len(values), *values))

    p["rows"] = rows
    return p


def length_of(o):
    return list.__len__(o) if is_a(o, list) else tuple.__len__(o)


def entry_of(o, n):
    return list.__getitem__(o, n) if is_a(o, list) else tuple.__getitem__(o, n)


def entries_of(o):
    return list.__iter__(o) if is_a(o, list) else tuple.__iter__(o)


def array_within(o, asked):
    """Shape and device of an array in a list; no shape where only its own code knows it, which is not asked yet."""
    numpy = loaded.get("numpy")
    if is_tensor(o):
        p = torch_plan(o, False)
        return p.get("shape"), p.get("device", "")
    if in_type(o, "tolist") is None:
        return [], "cpu"
    known = library_plan(o, numpy)
    if known is not None and "shape" in known:
        return known["shape"], known["device"]
    if numpy is not None and is_a(o, numpy.ndarray):
        return list(numpy.ndarray.shape.__get__(o)), "cpu"
    if asked or is_a(o, memoryview) or numpy is not None and is_a(o, numpy.generic):
        return list(getattr(o, "shape", ())), "cpu"
    return None, ""


class NoTensor(Exception):
    """What is wrong with a list of the user's, in a sentence: no error of the program."""


def gather(o, shape, path, values):
    """Appends the numbers of a nested list in C order; a ragged one is a fault that names the place."""
    if not is_a(o, list, tuple) and in_type(o, "tolist") is not None:
        o = torch_list(o) if is_tensor(o) else o.tolist()
    if is_a(o, list, tuple):
        if not shape or length_of(o) != shape[0]:
            expected = str(shape[0]) + " values" if shape else "a number"
            raise NoTensor(place_of(path) + " has " + str(length_of(o)) + " values, expected " + expected + ".")
        if len(shape) == 1:
            try:
                values.extend(map(number, entries_of(o)))
                return
            except TypeError:
                pass
        for n, v in enumerate(entries_of(o)):
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
