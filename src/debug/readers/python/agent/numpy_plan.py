"""NumPy arrays, with any strides and byte order."""

from .kinds import inside, is_a
from .type_names import name_of


def array_plan(o, numpy, asked):
    """An array of NumPy's own or of a subclass, whose methods are left alone: it is looked at as a plain one."""
    mask = inside(o).get("_mask") if is_a(o, numpy.ma.MaskedArray) else None
    a = numpy.asarray(o) if is_a(o, numpy.generic) else numpy.ndarray.view(o, numpy.ndarray)
    if mask is None or mask is numpy.ma.nomask:
        return numpy_plan(a, numpy)
    p = numpy_plan(a, numpy)
    if "obstacle" in p:
        return p
    if a.dtype.kind != "f":
        p["wire"] = "float64"
        p["item"] = 8
    if asked:
        masked = int(numpy.count_nonzero(mask))
        values = " masked value is" if masked == 1 else " masked values are"
        if masked:
            p["notes"].append(str(masked) + values + " shown as NaN")

    def rows(i, j):
        s = numpy.array((a if a.shape else a.reshape(1))[i:j], dtype=numpy.dtype(p["wire"]).newbyteorder("<"))
        s[(mask if a.shape else mask.reshape(1))[i:j]] = float("nan")
        return s.reshape(-1).view("u1").data

    p["rows"] = rows
    return p


def numpy_plan(a, numpy, take=None):
    """`take` brings a piece from its device, for arrays that NumPy itself cannot see."""
    t = a.dtype
    p = {
        "dtype": t.str if t.byteorder not in "=|<" else t.name,
        "shape": list(a.shape),
        "device": "cpu",
        "bytes": a.size * t.itemsize,
        "notes": [],
        "strides": [s // t.itemsize for s in a.strides] if t.itemsize else None,
    }
    wire, target = numpy_wire(t, numpy)
    if target is None:
        p["obstacle"] = numpy_obstacle(a, t)
        return p
    if t.kind == "f" and t.itemsize > 8:
        p["notes"].append(t.name + " is read as float64")
    p["wire"] = wire
    p["item"] = numpy.dtype(target).itemsize

    def rows(i, j):
        s = a[i:j] if take is None else take(a[i:j])
        if wire == "bfloat16":
            s = s.view("u2")
        return numpy.ascontiguousarray(s, dtype=target).reshape(-1).view("u1").data

    if not a.shape:
        a = a.reshape(1)
    p["rows"] = rows
    return p


def numpy_wire(t, numpy):
    """How the elements are called on their way, and the little-endian dtype that they have there."""
    if t.name == "bfloat16" and t.itemsize == 2:
        return "bfloat16", "<u2"
    if t.kind == "b":
        return "bool", "|u1"
    if t.kind in "fiu":
        target = "<%s%d" % (t.kind, min(t.itemsize, 8))
        return numpy.dtype(target).name, target
    return None, None


def numpy_obstacle(a, t):
    if t.names:
        fields = ", ".join(t.names)
        return "an array of records with the fields " + fields + "; choose one: x[" + repr(t.names[0]) + "]."
    if t.kind == "O":
        first = name_of(a.item(0)) if a.size else "nothing"
        return "an array of Python objects, the first of type " + first + ", not of numbers."
    if t.kind in "US":
        return "an array of text."
    if t.kind == "c":
        return "complex numbers; choose a part: x.real or x.imag."
    return "an array of dtype " + str(t) + ", not of numbers."
