"""NumPy arrays, with any strides and byte order."""

from .type_names import name_of


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
    mask = None
    if take is None:
        if type(a) is not numpy.ndarray and isinstance(a, numpy.ma.MaskedArray):
            mask = a.mask
            masked = 0 if mask is numpy.ma.nomask else int(mask.sum())
            if masked:
                values = " masked value is" if masked == 1 else " masked values are"
                p["notes"].append(str(masked) + values + " shown as NaN")
        else:
            a = numpy.asarray(a)
    wire, target = numpy_wire(t, numpy)
    if target is None:
        p["obstacle"] = numpy_obstacle(a, t)
        return p
    if t.kind == "f" and t.itemsize > 8:
        p["notes"].append(t.name + " is read as float64")
    if mask is not None and t.kind != "f":
        wire, target = "float64", "<f8"
    p["wire"] = wire
    p["item"] = numpy.dtype(target).itemsize

    def rows(i, j):
        s = a[i:j] if take is None else take(a[i:j])
        if mask is not None:
            s = s.astype(target).filled(float("nan"))
        elif wire == "bfloat16":
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
        first = name_of(a.reshape(-1)[0]) if a.size else "nothing"
        return "an array of Python objects, the first of type " + first + ", not of numbers."
    if t.kind in "US":
        return "an array of text."
    if t.kind == "c":
        return "complex numbers; choose a part: x.real or x.imag."
    return "an array of dtype " + str(t) + ", not of numbers."
