"""Memory views, byte arrays and array.array."""

import sys


def view_plan(v):
    order = v.format[0] if v.format[0] in "@=<>!" else "@"
    code = v.format.lstrip("@=<>!")
    if len(code) != 1 or code not in "bBhHiIlLqQnNefd?":
        return {"obstacle": "a memory view of format " + repr(v.format) + ", not of numbers."}
    kind = "float" if code in "efd" else "bool" if code == "?" else "int" if code in "bhilqn" else "uint"
    wire = kind if kind == "bool" else kind + str(8 * v.itemsize)
    swap = v.itemsize > 1 and (order in ">!" if sys.byteorder == "little" else order != "<")
    p = {
        "dtype": v.format,
        "shape": list(v.shape),
        "device": "cpu",
        "bytes": v.nbytes,
        "notes": [],
        "strides": [s // v.itemsize for s in v.strides] if v.strides else None,
        "wire": wire,
        "item": v.itemsize,
    }

    def rows(i, j):
        raw = v[i:j].tobytes() if v.ndim else v.tobytes()
        if swap:
            turned = bytearray(len(raw))
            for k in range(v.itemsize):
                turned[k :: v.itemsize] = raw[v.itemsize - 1 - k :: v.itemsize]
            raw = turned
        return memoryview(raw)

    p["rows"] = rows
    return p
