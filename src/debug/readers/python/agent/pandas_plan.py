"""Data frames and series of pandas."""

from .clock import check_clock
from .kinds import is_a
from .numpy_plan import numpy_plan
from .sizes import size_of
from .type_names import name_of


def frame_plan(o, numpy, pandas):
    """By pandas' own methods, whatever a subclass has made of them. Rows are converted when they are read."""
    kind = pandas.DataFrame if is_a(o, pandas.DataFrame) else pandas.Series

    def of(name):
        return getattr(kind, name).__get__(o, kind)

    columns = zip(of("columns"), of("dtypes")) if kind is pandas.DataFrame else [(of("name"), of("dtype"))]
    shape = list(of("shape"))
    types = []
    for name, t in columns:
        check_clock("A look at the columns of a data frame")
        if getattr(t, "kind", "O") not in "fiub":
            shown = repr(str(name)) if type(name) in (str, int, float) else "of type " + name_of(name)
            obstacle = "a data frame whose column " + shown + " is of dtype " + str(t) + ", not of numbers."
            return {"obstacle": obstacle, "shape": shape}
        if t not in types:
            types.append(t)
    plain = len(types) == 1 and is_a(types[0], numpy.dtype)
    p = numpy_plan(numpy.empty([0] * len(shape), types[0] if plain else "float64"), numpy)
    p["shape"] = shape
    p["bytes"] = size_of(shape) * p["item"]
    p["strides"] = None
    if not plain:
        p["notes"].append("columns of several dtypes are read as float64")

    def rows(i, j):
        part = of("iloc")[i:j]
        a = part.to_numpy() if plain else part.to_numpy(dtype="float64", na_value=float("nan"))
        return numpy_plan(a, numpy)["rows"](0, j - i)

    p["rows"] = rows
    return p
