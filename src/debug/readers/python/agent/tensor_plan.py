"""How any value is read: finds the plan for its type."""

from .buffer_plan import view_plan
from .kinds import in_type, inside, is_a
from .library_plan import keras_value, library_plan
from .list_plan import list_plan
from .loaded_modules import loaded
from .norm_layer import norm_layer
from .numpy_plan import array_plan
from .pandas_plan import frame_plan
from .plain_numbers import number_of
from .protocol_plan import protocol_plan, speaks
from .torch_plan import torch_plan
from .torch_tensor import is_tensor


def plan(o, asked):
    """
    { wire, shape, item, ..., rows }, where rows(i, j) gives entries i to j of axis 0 as little-endian bytes in C order.
    Only so many rows are copied at a time, whatever strides or device the tensor has. { obstacle } says what stands in
    the way instead. Unless the value itself was `asked` for, to be read, none of the program's own code runs.
    """
    numpy = loaded.get("numpy")
    if numpy is not None and not hasattr(numpy, "ndarray"):
        numpy = None
    if is_tensor(o):
        return torch_plan(o, asked)
    if numpy is not None and is_a(o, numpy.ndarray, numpy.generic):
        return array_plan(o, numpy, asked)
    layer = norm_layer(o)
    if layer is not None:
        return layer
    if is_a(o, list, tuple):
        return list_plan(o, asked)
    pandas = loaded.get("pandas")
    if pandas is not None and hasattr(pandas, "DataFrame") and is_a(o, pandas.DataFrame, pandas.Series):
        return frame_plan(o, numpy, pandas)
    if is_a(o, memoryview, bytearray):
        return view_plan(memoryview(o))
    array = loaded.get("array")
    if array is not None and hasattr(array, "array") and is_a(o, array.array):
        code = array.array.typecode.__get__(o)
        return {"obstacle": "an array of characters."} if code in "uw" else view_plan(memoryview(o))
    held = keras_value(o)
    known = library_plan(o, numpy) if held is None else plan(held, asked)
    if known is not None:
        return known
    if not speaks(o):
        return obstacle_plan(o)
    return protocol_plan(o, numpy) if asked else announced_plan(o)


def announced_plan(o):
    """What speaks an array protocol of its own and is not asked yet: its sizes where they stand in it, not computed."""
    held = inside(o)
    shape, dtype = (held.get(name, in_type(o, name)) for name in ("shape", "dtype"))
    sizes = list(tuple.__iter__(shape)) if is_a(shape, tuple) else [None]
    numpy = loaded.get("numpy")
    is_named = type(dtype) is str or numpy is not None and hasattr(numpy, "dtype") and is_a(dtype, numpy.dtype)
    return {
        "dtype": str(dtype) if is_named else "",
        "shape": sizes if all(type(size) is int for size in sizes) else None,
        "device": "",
        "bytes": 0,
        "notes": [],
        "strides": None,
    }


def obstacle_plan(o):
    """What is no tensor; a plain number is told, since it may be eps."""
    value = number_of(o)
    if value is not None:
        shown = value if is_a(o, float) else bool(value) if is_a(o, bool) else int.__int__(o)
        told = {"obstacle": "one value, " + repr(shown)[:60] + "."}
        if abs(value) < 1e300:
            told["number"] = value
        return told
    if is_a(o, int):
        return {"obstacle": "one value, a whole number beyond 1e308."}
    if type(o) is complex or o is None:
        return {"obstacle": "one value, " + repr(o)[:60] + "."}
    if is_a(o, str):
        return {"obstacle": "text of " + str(str.__len__(o)) + " characters."}
    if is_a(o, bytes):
        return {"obstacle": str(bytes.__len__(o)) + " bytes of text."}
    return {"obstacle": "no tensor and no list of numbers."}
