"""How any value is read: finds the plan for its type."""

from .buffer_plan import view_plan
from .list_plan import list_plan
from .loaded_modules import loaded
from .numpy_plan import numpy_plan
from .pandas_plan import frame_plan
from .torch_plan import batch_norm, torch_plan
from .type_names import name_of


def plan(o):
    """
    { wire, shape, item, ..., rows }, where rows(i, j) gives entries i to j of axis 0 as little-endian bytes in C order.
    Only so many rows are copied at a time, whatever strides or device the tensor has. { obstacle } says what stands in
    the way instead.
    """
    numpy = loaded.get("numpy")
    torch = loaded.get("torch")
    if torch is not None and hasattr(torch, "Tensor"):
        if isinstance(o, torch.Tensor):
            return torch_plan(o, torch)
        layer = batch_norm(o)
        if layer is not None:
            return layer
    if numpy is not None and hasattr(numpy, "ndarray"):
        if isinstance(o, numpy.ndarray):
            return numpy_plan(o, numpy)
        if isinstance(o, numpy.generic):
            return numpy_plan(numpy.asarray(o), numpy)
    if isinstance(o, (list, tuple)):
        return list_plan(o)
    pandas = loaded.get("pandas")
    if pandas is not None and hasattr(pandas, "DataFrame") and isinstance(o, (pandas.DataFrame, pandas.Series)):
        return frame_plan(o, numpy)
    if isinstance(o, (memoryview, bytearray)):
        return view_plan(memoryview(o))
    array = loaded.get("array")
    if array is not None and hasattr(array, "array") and isinstance(o, array.array):
        if o.typecode in "uw":
            return {"obstacle": "an array of characters."}
        return view_plan(memoryview(o))
    return protocol_plan(o, numpy)


def protocol_plan(o, numpy):
    """Whatever speaks CuPy's, NumPy's or DLPack's protocol."""
    kind = type(o)
    device = str(getattr(o, "device", "cpu"))
    if numpy is not None and hasattr(kind, "__cuda_array_interface__") and callable(getattr(o, "get", None)):
        p = numpy_plan(o, numpy, lambda s: s.get())
        p["device"] = "cuda:" + device.strip("<>").split()[-1] if "cuda" in device.lower() else device
        return p
    if hasattr(kind, "__array__") and callable(getattr(o, "numpy", None)):
        a = o.numpy()
    elif numpy is not None and (hasattr(kind, "__array__") or hasattr(kind, "__array_interface__")):
        a = numpy.asarray(o)
    elif hasattr(kind, "__dlpack__") and hasattr(numpy, "from_dlpack"):
        if o.__dlpack_device__()[0] != 1:
            return {
                "obstacle": "a tensor on a device that is no CPU, without NumPy's or CuPy's array protocol; "
                "read a copy of it on the CPU."
            }
        a = numpy.from_dlpack(o)
    else:
        return obstacle_plan(o)
    if not isinstance(a, numpy.ndarray):
        return {"obstacle": "an object whose array is a " + name_of(a) + ", expected a numpy.ndarray."}
    p = numpy_plan(a, numpy)
    if "tensorflow" in kind.__module__ or "jax" in kind.__module__:
        p["device"] = device
        p["strides"] = None
    return p


def obstacle_plan(o):
    """What is no tensor; a plain number is told, since it may be eps."""
    if isinstance(o, (int, float)) and abs(o) < 1e300:
        return {"obstacle": "one value, " + repr(o)[:60] + ".", "number": float(o)}
    if isinstance(o, (int, float, complex)) or o is None:
        return {"obstacle": "one value, " + repr(o)[:60] + "."}
    if isinstance(o, str):
        return {"obstacle": "text of " + str(len(o)) + " characters."}
    if isinstance(o, bytes):
        return {"obstacle": str(len(o)) + " bytes of text."}
    return {"obstacle": "no tensor and no list of numbers."}
