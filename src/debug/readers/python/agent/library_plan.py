"""Arrays of JAX, TensorFlow, CuPy, MLX and tinygrad: their numbers may lie on a device, or wait to be computed."""

from .kinds import bases_of, inside
from .loaded_modules import loaded
from .numpy_plan import numpy_wire
from .sizes import size_of
from .type_names import words_of

# By the root of the module and the name of the library's own type: what brings its numbers.
BRINGS = {
    ("jaxlib", "ArrayImpl"): lambda numpy, o, of: numpy.asarray(o),
    ("tensorflow", "EagerTensor"): lambda numpy, o, of: of("numpy")(),
    ("tensorflow", "ResourceVariable"): lambda numpy, o, of: of("numpy")(),
    ("cupy", "ndarray"): lambda numpy, o, of: of("get")(),
    ("mlx", "array"): lambda numpy, o, of: numpy.asarray(o),
    ("tinygrad", "Tensor"): lambda numpy, o, of: of("numpy")(),
}
# tinygrad's words for what the others call by NumPy's.
WORDS = {"float": "float32", "half": "float16", "double": "float64", "__bf16": "bfloat16"}
WORDS.update({"char": "int8", "short": "int16", "int": "int32", "long": "int64"})
WORDS.update({"unsigned " + word: "u" + WORDS[word] for word in ("char", "short", "int", "long")})
WORDS["signed char"] = "int8"
DIGITS = "0123456789"
BYTES = {"bool": 1, "bfloat16": 2}
UNREAD = {"complex": "complex numbers; choose a part.", "string": "an array of text."}
# Values that stand for what a function will be given once it runs.
SYMBOLS = (
    ("jax._src.core", "Tracer"),
    ("tensorflow.python.framework.ops", "SymbolicTensor"),
    ("keras.src.backend.common.keras_tensor", "KerasTensor"),
)


def library_plan(o, numpy):
    """None for a value of another library. Its head comes without a copy; its numbers only when they are read."""
    if any(words_of(base) in SYMBOLS for base in bases_of(o)):
        return {"obstacle": "a traced value: it has no numbers before the function that is being compiled runs."}
    base, bring = library_of(o)
    if bring is None or numpy is None:
        return None

    def of(name):
        return getattr(base, name).__get__(o)

    shape = of("shape")
    extents = list(shape.as_list() if hasattr(shape, "as_list") else shape)
    word = str(getattr(of("dtype"), "name", of("dtype"))).split(".")[-1]
    dtype = WORDS.get(word, word)
    item = BYTES.get(dtype) or item_of(dtype)
    if not all(type(extent) is int for extent in extents):
        return {"obstacle": "an array whose sizes are not known yet."}
    p = {
        "dtype": word,
        "shape": extents,
        "device": device_of(of),
        "bytes": size_of(extents) * (item or 0),
        "notes": [],
        "strides": None,
    }
    if item is None:
        other = "an array of dtype " + word + ", not of numbers that can be read; read a copy of it as float32."
        p["obstacle"] = UNREAD.get(dtype.rstrip(DIGITS), other)
        return p
    p["wire"] = "float64" if item > 8 else dtype
    p["item"] = min(item, 8)
    brought = []

    def rows(i, j):
        if not brought:
            a = bring(numpy, o, of)
            brought.append(a if a.shape else a.reshape(1))
        s = brought[0][i:j]
        target = numpy_wire(s.dtype, numpy)[1]
        if p["wire"] == "bfloat16":
            # tinygrad brings it as float32, whose upper half it is.
            s = numpy.ascontiguousarray(s)
            s = s.view("u2") if s.dtype.itemsize == 2 else s.view("u4") >> 16
            target = "<u2"
        return numpy.ascontiguousarray(s, dtype=target).reshape(-1).view("u1").data

    p["rows"] = rows
    return p


def keras_value(o):
    """What a variable of Keras keeps its numbers in: a tensor of the library that it runs on. None for any other."""
    is_variable = any(words_of(base) == ("keras.src.backend.common.variables", "Variable") for base in bases_of(o))
    return inside(o).get("_value") if is_variable else None


def library_of(o):
    for base in bases_of(o):
        module, name = words_of(base)
        bring = BRINGS.get((module.split(".")[0], name))
        # A type of the program may have taken the name.
        if bring is not None and module in loaded and vars(loaded[module]).get(name) is base:
            return base, bring
    return None, None


def item_of(dtype):
    kind = dtype.rstrip(DIGITS)
    bits = dtype[len(kind) :]
    return int(bits) // 8 or None if kind in ("float", "int", "uint") and bits else None


def device_of(of):
    """ "cpu", "gpu:1" """
    try:
        places = of("devices")()
        return ", ".join(sorted(d.platform if d.platform == "cpu" else d.platform + ":" + str(d.id) for d in places))
    except AttributeError:
        pass
    try:
        device = of("device")
    except AttributeError:
        return "cpu"  # MLX shares one memory
    words = str(device).strip("<>").lower()
    if "cuda device" in words:
        return "cuda:" + words.split()[-1]
    return words.split("device:")[-1]
