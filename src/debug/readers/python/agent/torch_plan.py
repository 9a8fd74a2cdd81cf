"""Tensors of PyTorch."""

from .float8 import FLOAT8, float8_values
from .kinds import bases_of
from .loaded_modules import loaded
from .torch_quiet import Quiet
from .torch_tensor import INTEGERS, dispatches, dtype_of, in_memory, is_in_memory, lacks_memory, own

BATCHED = "a tensor within torch.vmap, where it stands for every sample at once; read it where vmap is called."


def torch_plan(t, asked):
    with Quiet(t):
        inner = without_grad_transforms(t)
        return {"obstacle": BATCHED} if inner is None else quiet_plan(inner, asked)


def without_grad_transforms(t):
    """What torch.func's grad and jvp have wrapped, of the same shape. None under vmap, where t is a sample of all."""
    of = getattr(loaded["torch"]._C, "_functorch", None)
    while of is not None and of.is_gradtrackingtensor(t):
        t = of.get_unwrapped(t)
    return None if of is not None and of.is_batchedtensor(t) else t


def quiet_plan(t, asked):
    torch = loaded["torch"]
    kinds = [type.__dict__["__name__"].__get__(c) for c in bases_of(t)]
    if "DTensor" in kinds:
        return {"obstacle": "a distributed tensor: gathering it would wait for the other ranks; read x.to_local()."}
    if "FakeTensor" in kinds:
        return {"obstacle": "a tensor without data (device " + str(own(t, "device")) + ")."}
    if dispatches(t) and not asked:
        return {"dtype": "", "shape": None, "device": "", "bytes": 0, "notes": [], "strides": None}
    name = dtype_of(t)
    p = {
        "dtype": name,
        "shape": list(own(t, "shape")),
        "device": str(own(t, "device")),
        "bytes": own(t, "numel")() * own(t, "element_size")(),
        "notes": [],
        "strides": None,
    }
    obstacle = torch_obstacle(t, torch, name)
    if obstacle:
        p["obstacle"] = obstacle
        return p
    p["strides"] = list(own(t, "stride")())
    if has_grad(t):
        p["grad"] = "%s.grad"
    widen = name not in INTEGERS and name not in ("bool", "bfloat16", "float16", "float32", "float64")
    p["wire"] = "float32" if widen else name
    p["item"] = 4 if widen else own(t, "element_size")()
    if widen:
        p["notes"].append(name + " is read as float32")

    def rows(i, j):
        with Quiet(t):
            s = torch_values(t, i, j)
        return s.reshape(-1).view("u1").data

    p["rows"] = rows
    return p


def has_grad(t):
    # Asking a tensor that is neither a leaf nor retained for .grad warns.
    return bool((own(t, "is_leaf") or own(t, "retains_grad")) and own(t, "grad") is not None)


def torch_list(t):
    """The numbers of a tensor in lists, as its own tolist gives them."""
    with Quiet(t):
        known = is_in_memory(t) and dtype_of(t) != "bfloat16"
        return (torch_values(t) if known and own(t, "dim")() else own(t, "detach")()).tolist()


def torch_values(t, i=None, j=None):
    """Entries i to j of axis 0 as a contiguous NumPy array; bfloat16 as the integers of its bits."""
    numpy = loaded["numpy"]
    if is_in_memory(t):
        s = numpy.ascontiguousarray(in_memory(t).reshape(1)[i:j] if own(t, "dim")() == 0 else in_memory(t)[i:j])
        if dtype_of(t) in FLOAT8:
            s = float8_values(dtype_of(t), s)
        is_neg = own(t, "is_neg")
        return -s if is_neg is not None and is_neg() else s
    # What lies elsewhere, and what NumPy does not know, comes by operations.
    torch = loaded["torch"]
    s = own(t, "detach")()
    s = (s.reshape(1) if s.dim() == 0 else s)[i:j]
    if hasattr(s, "resolve_neg"):
        s = s.resolve_neg()
    name = dtype_of(s)
    if name not in INTEGERS and name not in ("bool", "bfloat16", "float16", "float32", "float64"):
        s = s.float()
    s = s.contiguous().cpu()
    return (s.view(torch.int16) if name == "bfloat16" else s).numpy()


def torch_obstacle(t, torch, name):
    if own(t, "is_quantized"):
        return "a quantized tensor (" + name + "); read x.dequantize()."
    if own(t, "is_nested"):
        return "a nested tensor; read one of x.unbind() or x.to_padded_tensor(0.0)."
    if own(t, "layout") != torch.strided:
        return "a sparse tensor (" + str(own(t, "layout"))[6:] + "); read x.to_dense()."
    if own(t, "device").type == "meta":
        return "a tensor without data (device " + str(own(t, "device")) + ")."
    if own(t, "dtype").is_complex:
        return "complex numbers; choose a part: x.real or x.imag."
    if is_in_memory(t) and lacks_memory(t):
        return "a tensor whose memory the program has given back."
    if name.startswith("float4"):
        return "numbers of 4 bits, packed in pairs (" + name + ")."
    if is_in_memory(t) and own(t, "numel")() and own(t, "data_ptr")() == 0:
        return "a tensor that stands for another (functionalize), without memory of its own."
    return None
