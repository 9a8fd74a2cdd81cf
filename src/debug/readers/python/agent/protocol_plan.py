"""Whatever speaks CuPy's, NumPy's or DLPack's protocol: its own code answers, when the value itself is asked for."""

from .kinds import in_type
from .numpy_plan import numpy_plan
from .type_names import name_of

PROTOCOLS = ("__cuda_array_interface__", "__array__", "__array_interface__", "__dlpack__")


def speaks(o):
    return any(in_type(o, name) is not None for name in PROTOCOLS)


def protocol_plan(o, numpy):
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
        return {"obstacle": "an object that speaks an array protocol in part only."}
    if numpy is None or not isinstance(a, numpy.ndarray):
        return {"obstacle": "an object whose array is a " + name_of(a) + ", expected a numpy.ndarray."}
    return numpy_plan(a, numpy)
