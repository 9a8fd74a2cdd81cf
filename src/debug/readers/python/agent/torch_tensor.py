"""A tensor of PyTorch as the library itself sees it, whatever a subclass has made of its properties and methods."""

from .float8 import FLOAT8
from .kinds import in_type, is_a
from .loaded_modules import loaded

INTEGERS = "int8 int16 int32 int64 uint8 uint16 uint32 uint64".split()
# How NumPy spells the elements of a tensor's memory.
MEMORY = {"bool": "|b1", "bfloat16": "<u2", "float16": "<f2", "float32": "<f4", "float64": "<f8"}
MEMORY.update((name, "<" + name[0] + str(int(name.lstrip("uint")) // 8)) for name in INTEGERS)
MEMORY.update((name, "|u1") for name in FLOAT8)


def is_tensor(o):
    torch = loaded.get("torch")
    return torch is not None and hasattr(torch, "Tensor") and is_a(o, torch.Tensor)


def own(t, name):
    """A property, or a method that can be called; None where this PyTorch has none of the name."""
    member = getattr(loaded["torch"].Tensor, name, None)
    return None if member is None else member.__get__(t)


def dtype_of(t):
    return str(own(t, "dtype"))[6:]


def dispatches(t):
    """Whether its operations are a subclass's own: even its shape may then be the subclass's answer."""
    return in_type(t, "__torch_dispatch__") is not getattr(loaded["torch"].Tensor, "__torch_dispatch__", None)


def is_in_memory(t):
    """Whether its numbers lie in this program's memory as NumPy knows them."""
    return own(t, "device").type == "cpu" and dtype_of(t) in MEMORY and not dispatches(t)


def lacks_memory(t):
    """Whether the storage is too small for the tensor, as FSDP leaves it: reading on would end the program."""
    storage = own(t, "untyped_storage") or own(t, "_storage")
    shape = list(own(t, "shape"))
    if storage is None or 0 in shape:
        return False
    last = sum((extent - 1) * stride for extent, stride in zip(shape, own(t, "stride")()))
    return (own(t, "storage_offset")() + last + 1) * own(t, "element_size")() > storage().nbytes()


class Memory:
    """
    Where the numbers of a tensor lie. NumPy then looks at them there without a single operation of PyTorch, which a
    profiler, a mode or autograd would see.
    """

    def __init__(self, t):
        item = own(t, "element_size")()
        self.tensor = t
        self.__array_interface__ = {
            "version": 3,
            "shape": tuple(own(t, "shape")),
            "strides": tuple(stride * item for stride in own(t, "stride")()),
            "typestr": MEMORY[dtype_of(t)],
            "data": (own(t, "data_ptr")(), False),
        }


def in_memory(t):
    """The numbers of a tensor as a NumPy array of the same memory."""
    return loaded["numpy"].asarray(Memory(t))
