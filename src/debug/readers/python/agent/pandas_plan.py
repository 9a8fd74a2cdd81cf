"""Data frames and series of pandas."""

from .numpy_plan import numpy_plan


def frame_plan(o, numpy):
    columns = [(str(k), v) for k, v in o.dtypes.items()] if hasattr(o, "columns") else [(str(o.name), o.dtype)]
    for name, t in columns:
        if getattr(t, "kind", "O") not in "fiub":
            obstacle = "a data frame whose column " + repr(name) + " is of dtype " + str(t) + ", not of numbers."
            return {"obstacle": obstacle, "shape": list(o.shape)}
    plain = len(set(map(str, (t for _, t in columns)))) <= 1 and all(isinstance(t, numpy.dtype) for _, t in columns)
    p = numpy_plan(o.to_numpy() if plain else o.to_numpy(dtype="float64", na_value=float("nan")), numpy)
    if not plain:
        p["notes"].append("columns of several dtypes are read as float64")
    return p
