import type { AgentAsk } from "../agent/agent-reader";

/**
 * What runs inside a stopped Python program: one expression for each request. Its names live in a dictionary of its own
 * that is emptied before the answer goes out; nothing is imported that is loaded already, and what is not is named in
 * the answer. The user's expression arrives as a function, so that whatever it raises (SystemExit too) stays in here:
 * debugpy returns exceptions as results in the context that this needs, and does not survive every one of them.
 *
 * plan(o) answers { wire, shape, ... rows }, where rows(i, j) gives entries i to j of axis 0 as little-endian bytes in
 * C order. Only so many rows are copied at a time, whatever strides or device the tensor has.
 */
const AGENT = String.raw`
import sys
loaded = sys.modules
imported = []
MIB = 1 << 20
WORDS = "int8 int16 int32 int64 uint8 uint16 uint32 uint64".split()

def load(name):
    module = loaded.get(name)
    if module is None:
        imported.append(name)
        module = __import__(name)
    return module

def name_of(o):
    t = type(o)
    return t.__qualname__ if t.__module__ == "builtins" else t.__module__ + "." + t.__qualname__

def plan(o):
    numpy = loaded.get("numpy")
    torch = loaded.get("torch")
    if torch is not None and hasattr(torch, "Tensor"):
        if isinstance(o, torch.Tensor):
            return torch_plan(o, torch)
        layer = batch_norm(o, torch)
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
            return {"obstacle": "a tensor on a device that is no CPU, without NumPy's or CuPy's array protocol; read a copy of it on the CPU."}
        a = numpy.from_dlpack(o)
    else:
        p = {"obstacle": other(o)}
        if isinstance(o, (int, float)) and abs(o) < 1e300:
            p["number"] = float(o)
        return p
    if not isinstance(a, numpy.ndarray):
        return {"obstacle": "expected its array to be a numpy.ndarray, got " + name_of(a) + "."}
    p = numpy_plan(a, numpy)
    if "tensorflow" in kind.__module__ or "jax" in kind.__module__:
        p["device"] = device
        p["strides"] = None
    return p

def other(o):
    if isinstance(o, (bool, int, float, complex)) or o is None:
        return "one value, " + repr(o)[:60] + "."
    if isinstance(o, (str, bytes)):
        return "text of " + str(len(o)) + " characters." if isinstance(o, str) else str(len(o)) + " bytes of text."
    return "no tensor and no list of numbers."

def numpy_plan(a, numpy, take=None):
    t = a.dtype
    kind = t.kind
    p = {"dtype": t.str if t.byteorder not in "=|<" else t.name, "shape": list(a.shape), "device": "cpu",
         "bytes": a.size * t.itemsize, "notes": [],
         "strides": [s // t.itemsize for s in a.strides] if t.itemsize else None}
    if take is not None:
        mask = None
    elif type(a) is numpy.ndarray or not isinstance(a, numpy.ma.MaskedArray):
        mask = None
        a = numpy.asarray(a)
    else:
        mask = a.mask
        masked = 0 if mask is numpy.ma.nomask else int(mask.sum())
        if masked:
            p["notes"].append(str(masked) + (" masked value is" if masked == 1 else " masked values are") + " shown as NaN")
    if t.name == "bfloat16" and t.itemsize == 2:
        p["wire"], target = "bfloat16", "<u2"
    elif kind == "f":
        target = "<f8" if t.itemsize > 8 else "<f%d" % t.itemsize
        if t.itemsize > 8:
            p["notes"].append(t.name + " is read as float64")
    elif kind in "iu":
        target = "<%s%d" % (kind, t.itemsize)
    elif kind == "b":
        target = "|u1"
    else:
        p["obstacle"] = numpy_obstacle(a, t)
        return p
    p.setdefault("wire", ("bool" if kind == "b" else numpy.dtype(target).name))
    if mask is not None and kind != "f":
        target = "<f8"
        p["wire"] = "float64"
    def rows(i, j):
        s = a[i:j] if take is None else take(a[i:j])
        if mask is not None:
            s = s.astype(target).filled(float("nan"))
        elif p["wire"] == "bfloat16":
            s = s.view("u2")
        return numpy.ascontiguousarray(s, dtype=target).reshape(-1).view("u1").data
    if not a.shape:
        a = a.reshape(1)
    p["rows"] = rows
    p["item"] = numpy.dtype(target).itemsize
    return p

def numpy_obstacle(a, t):
    if t.names:
        return "an array of records with the fields " + ", ".join(t.names) + "; choose one: x[" + repr(t.names[0]) + "]."
    if t.kind == "O":
        first = name_of(a.reshape(-1)[0]) if a.size else "nothing"
        return "an array of Python objects, the first of type " + first + ", not of numbers."
    if t.kind in "US":
        return "an array of text."
    if t.kind == "c":
        return "complex numbers; choose a part: x.real or x.imag."
    return "an array of dtype " + str(t) + ", not of numbers."

def torch_plan(t, torch):
    name = str(t.dtype)[6:]
    p = {"dtype": name, "shape": list(t.shape), "device": str(t.device), "notes": [], "strides": None,
         "bytes": t.numel() * t.element_size()}
    obstacle = torch_obstacle(t, torch, name)
    if obstacle:
        p["obstacle"] = obstacle
        return p
    p["strides"] = list(t.stride())
    # Asking a tensor that is neither a leaf nor retained for .grad warns.
    if (t.is_leaf or t.retains_grad) and t.grad is not None:
        p["grad"] = "%s.grad"
    widen = name not in WORDS and name not in ("bool", "bfloat16", "float16", "float32", "float64")
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

def batch_norm(o, torch):
    nn = loaded.get("torch.nn.modules.batchnorm")
    if nn is None or not isinstance(o, nn._BatchNorm):
        return None
    if any(type(v).__name__.startswith("Uninitialized") for v in list(o._parameters.values()) + list(o._buffers.values())):
        return {"obstacle": "a lazy layer that has seen no data yet."}
    p = {"kind": "module", "dtype": "", "shape": [o.num_features], "device": "cpu", "bytes": 0, "notes": [], "strides": None,
         "module": {"eps": float(o.eps), "training": bool(o.training or o.running_mean is None)}}
    for key in ("weight", "bias", "running_mean", "running_var"):
        v = getattr(o, key, None)
        p["module"][key] = None if v is None else "%s." + key
        p["module"][key + "_grad"] = None if v is None or not v.is_leaf or v.grad is None else "%s." + key + ".grad"
    return p

def list_plan(o):
    shape = []
    level = o
    while isinstance(level, (list, tuple)):
        shape.append(len(level))
        if not level:
            break
        level = level[0]
    if len(shape) > 16:
        return {"obstacle": "a list that is nested more than 16 deep."}
    inner = []
    if hasattr(level, "tolist") and getattr(level, "shape", ()):
        inner = list(level.shape)
    p = {"dtype": "list of " + name_of(level) if level is not o and shape[-1] else "list", "shape": shape + inner,
         "device": "cpu", "strides": None, "wire": "float64", "item": 8, "notes": []}
    p["bytes"] = 8 * size_of(p["shape"])
    if shape[-1] and not inner and (isinstance(level, (str, bytes)) or not hasattr(level, "__float__") and not hasattr(level, "__index__")):
        p["obstacle"] = "a " + name_of(level) + " at [" + "][".join("0" * len(shape)) + "], expected a number."
        return p
    full = p["shape"]
    def rows(i, j):
        values = []
        for n in range(i, j):
            gather(o[n], full[1:], [n], values)
        array = loaded.get("array")
        if array is not None and hasattr(array, "array"):
            packed = array.array("d", values)
            if sys.byteorder == "big":
                packed.byteswap()
            return memoryview(packed).cast("B")
        return memoryview(load("struct").pack("<%dd" % len(values), *values))
    p["rows"] = rows
    return p

def gather(o, shape, path, values):
    if hasattr(o, "tolist"):
        o = (o.detach() if hasattr(o, "detach") else o).tolist()
    if isinstance(o, (list, tuple)):
        if not shape or len(o) != shape[0]:
            expected = str(shape[0]) + " values" if shape else "a number"
            raise ValueError("[" + "][".join(map(str, path)) + "] has " + str(len(o)) + " values, expected " + expected + ".")
        if len(shape) == 1:
            try:
                values.extend(map(number, o))
                return
            except TypeError:
                pass
        for n, v in enumerate(o):
            gather(v, shape[1:], path + [n], values)
        return
    place = "[" + "][".join(map(str, path)) + "]"
    if shape:
        raise ValueError("a " + name_of(o) + " at " + place + ", expected a list of " + str(shape[0]) + " values.")
    try:
        values.append(number(o))
    except TypeError:
        raise ValueError("a " + name_of(o) + " at " + place + ", expected a number.")

def number(o):
    if isinstance(o, (str, bytes, list, tuple)):
        raise TypeError
    try:
        return float(o)
    except OverflowError:
        return float("inf") if o > 0 else float("-inf")

def frame_plan(o, numpy):
    columns = [(str(k), v) for k, v in o.dtypes.items()] if hasattr(o, "columns") else [(str(o.name), o.dtype)]
    for name, t in columns:
        if getattr(t, "kind", "O") not in "fiub":
            return {"obstacle": "a data frame whose column " + repr(name) + " is of dtype " + str(t) + ", not of numbers.", "shape": list(o.shape)}
    plain = len(set(map(str, (t for _, t in columns)))) <= 1 and all(isinstance(t, numpy.dtype) for _, t in columns)
    p = numpy_plan(o.to_numpy() if plain else o.to_numpy(dtype="float64", na_value=float("nan")), numpy)
    if not plain:
        p["notes"].append("columns of several dtypes are read as float64")
    return p

def view_plan(v):
    order = v.format[0] if v.format[0] in "@=<>!" else "@"
    code = v.format.lstrip("@=<>!")
    if len(code) != 1 or code not in "bBhHiIlLqQnNefd?":
        return {"obstacle": "a memory view of format " + repr(v.format) + ", not of numbers."}
    kind = "float" if code in "efd" else "bool" if code == "?" else "int" if code in "bhilqn" else "uint"
    wire = kind if kind == "bool" else kind + str(8 * v.itemsize)
    swap = v.itemsize > 1 and (order in ">!" if sys.byteorder == "little" else order != "<")
    p = {"dtype": v.format, "shape": list(v.shape), "device": "cpu", "bytes": v.nbytes, "notes": [], "wire": wire,
         "item": v.itemsize, "strides": [s // v.itemsize for s in v.strides] if v.strides else None}
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

def size_of(shape):
    size = 1
    for extent in shape:
        size *= extent
    return size

def spans(p, start, stop):
    """Bytes start to stop of the tensor in C order, in pieces that copy at most about 4 MiB of it."""
    shape = p["shape"] or [1]
    row = size_of(shape[1:]) * p["item"]
    if start >= stop or row == 0:
        return
    step = max(1, 4 * MIB // row)
    for i in range(start // row, -(-stop // row), step):
        j = min(i + step, -(-stop // row))
        yield p["rows"](i, j)[max(0, start - i * row) : min(stop, j * row) - i * row]

def total_of(p):
    return size_of(p["shape"]) * p["item"]

def head_of(o, p):
    head = {"kind": "other" if "obstacle" in p and "shape" not in p else "tensor", "type": name_of(o)}
    head.update((k, v) for k, v in p.items() if k != "rows")
    if "wire" in p:
        head["total"] = total_of(p)
    return head

def described(o):
    return head_of(o, plan(o))

def run(get, ask):
    try:
        return answer(get, ask)
    except BaseException as error:
        text = str(error)
        return pack({"error": type(error).__name__, "text": text[:2000]}, b"")
    finally:
        globals().clear()

def pack(head, body):
    if imported:
        head["imported"] = imported
    binascii = load("binascii")
    text = load("json").dumps(head)
    return "gradient-lens/1 %08x %d %s%s" % (binascii.crc32(body) & 0xFFFFFFFF, len(text), text, binascii.b2a_base64(body, newline=False).decode("ascii"))

def answer(get, ask):
    if ask["op"] == "list":
        return pack({"tensors": survey(*get())}, b"")
    o = get()
    p = plan(o)
    head = head_of(o, p)
    if ask["op"] == "describe" or "obstacle" in p or "rows" not in p:
        return pack(head, b"")
    if ask["op"] == "chunk":
        return pack(head, b"".join(spans(p, ask["start"], ask["stop"])))
    if head["total"] > ask["free"] and not head["device"].lower().startswith("cpu"):
        return pack(head, b"")
    if head["total"] <= ask["inline"]:
        return pack(head, b"".join(spans(p, 0, head["total"])))
    if ask["folder"] is not None and head["total"] <= ask["most"]:
        head.update(to_file(p, head["total"], ask["folder"], ask["nonce"]))
    return pack(head, b"")

def to_file(p, total, folder, nonce):
    """Writes into the reader's private folder when this program sees the same one: the nonce in it says so."""
    try:
        with open(folder + "/probe", "rb") as f:
            if f.read(100) != nonce.encode("ascii"):
                return {"file": "another disk"}
    except OSError:
        return {"file": "another disk"}
    binascii = load("binascii")
    crc = 0
    try:
        with open(folder + "/data", "xb") as f:
            for piece in spans(p, 0, total):
                f.write(piece)
                crc = binascii.crc32(piece, crc)
    except OSError as error:
        return {"file": "not written", "why": str(error)}
    return {"file": "written", "crc": crc & 0xFFFFFFFF}

def survey(here, everywhere):
    """Tensors of a frame: its own variables, those of self, then the module's; none of a thousand names beyond."""
    found = []
    seen = set()
    own = {k: v for k, v in here.items() if k not in everywhere or everywhere[k] is not v}
    me = own.get("self", None)
    inside = {}
    try:
        inside = dict(object.__getattribute__(me, "__dict__")) if me is not None else {}
    except Exception:
        pass
    for key in ("_parameters", "_buffers", "_modules"):
        if isinstance(inside.get(key), dict):
            inside.update(inside[key])
    for prefix, names in (("", own), ("self.", inside), ("", everywhere)):
        for name, v in list(names.items())[:1000]:
            if not isinstance(name, str) or name.startswith("__") or not name.isidentifier() or prefix + name in seen:
                continue
            seen.add(prefix + name)
            if isinstance(v, (int, float, complex, str, bytes, type, type(sys))) or callable(v) and not hasattr(v, "_buffers"):
                continue
            try:
                head = described(v)
            except Exception:
                continue
            if head["kind"] != "other" and "obstacle" not in head:
                found.append([prefix + name, head])
            if len(found) == 500:
                return found
    return found
`;

/** Python's literal of a string; the JSON form of an ASCII-escaped string is one. */
function literal(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** One Python expression that asks the agent about a user's expression. */
export function pythonExpression(expression: string, ask: AgentAsk): string {
  const entries = Object.entries(ask).map(([key, value]) => {
    return `${literal(key)}:${value === null ? "None" : typeof value === "number" ? String(value) : literal(value)}`;
  });
  // The names of the frame are those of the outermost scope only, so locals() stands outside of every lambda.
  const get = ask.op === "list" ? "(lambda h,g:lambda:(h,g))(dict(locals()),globals())" : `lambda:(${expression}\n)`;
  return `(lambda c,e,a,g:(exec(c,g),g["run"](e,a))[1])(${literal(AGENT)},${get},{${entries.join(",")}},{})`;
}

/** How the user's expression is spelled inside another one. */
export function pythonOperand(expression: string): string {
  return /^[\w.]+$/.test(expression) ? expression : `(${expression})`;
}
