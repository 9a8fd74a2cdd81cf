"""Tensors and batch-norm layers of PyTorch."""

from .loaded_modules import loaded

INTEGERS = "int8 int16 int32 int64 uint8 uint16 uint32 uint64".split()


def torch_plan(t, torch):
    name = str(t.dtype)[6:]
    p = {
        "dtype": name,
        "shape": list(t.shape),
        "device": str(t.device),
        "bytes": t.numel() * t.element_size(),
        "notes": [],
        "strides": None,
    }
    obstacle = torch_obstacle(t, torch, name)
    if obstacle:
        p["obstacle"] = obstacle
        return p
    p["strides"] = list(t.stride())
    # Asking a tensor that is neither a leaf nor retained for .grad warns.
    if (t.is_leaf or t.retains_grad) and t.grad is not None:
        p["grad"] = "%s.grad"
    widen = name not in INTEGERS and name not in ("bool", "bfloat16", "float16", "float32", "float64")
    p["wire"] = "float32" if widen else name
    p["item"] = 4 if widen else t.element_size()
    if widen:
        p["notes"].append(name + " is read as float32")
    # A subclass may answer every call in its own way; its numbers are those of the plain tensor.
    quiet = None if type(t) in (torch.Tensor, torch.nn.Parameter) else getattr(torch._C, "DisableTorchFunction", None)

    def plain(i, j):
        s = t.detach()
        s = (s.reshape(1) if s.dim() == 0 else s)[i:j]
        if hasattr(s, "resolve_neg"):
            s = s.resolve_neg()
        if widen:
            s = s.float()
        s = s.contiguous().cpu()
        return s.view(torch.int16) if name == "bfloat16" else s

    def rows(i, j):
        if quiet is None:
            s = plain(i, j)
        else:
            with quiet():
                s = plain(i, j)
        return s.numpy().reshape(-1).view("u1").data

    p["rows"] = rows
    return p


def torch_obstacle(t, torch, name):
    kinds = [c.__name__ for c in type(t).__mro__]
    if getattr(t, "is_quantized", False):
        return "a quantized tensor (" + name + "); read x.dequantize()."
    if getattr(t, "is_nested", False):
        return "a nested tensor; read one of x.unbind() or x.to_padded_tensor(0.0)."
    if t.layout != torch.strided:
        return "a sparse tensor (" + str(t.layout)[6:] + "); read x.to_dense()."
    if "DTensor" in kinds:
        return "a distributed tensor: gathering it would wait for the other ranks; read x.to_local()."
    if "FakeTensor" in kinds or t.device.type == "meta":
        return "a tensor without data (device " + str(t.device) + ")."
    if t.dtype.is_complex:
        return "complex numbers; choose a part: x.real or x.imag."
    return None


def batch_norm(o):
    """A batch-norm layer: "%s" stands for its expression. None for anything else."""
    nn = loaded.get("torch.nn.modules.batchnorm")
    if nn is None or not isinstance(o, nn._BatchNorm):
        return None
    tensors = list(o._parameters.values()) + list(o._buffers.values())
    if any(type(v).__name__.startswith("Uninitialized") for v in tensors):
        return {"obstacle": "a lazy layer that has seen no data yet."}
    module = {"eps": float(o.eps), "training": bool(o.training or o.running_mean is None)}
    for key in ("weight", "bias", "running_mean", "running_var"):
        v = getattr(o, key, None)
        module[key] = None if v is None else "%s." + key
        module[key + "_grad"] = None if v is None or not v.is_leaf or v.grad is None else "%s." + key + ".grad"
    return {
        "kind": "module",
        "dtype": "",
        "shape": [o.num_features],
        "device": "cpu",
        "bytes": 0,
        "notes": [],
        "strides": None,
        "module": module,
    }
