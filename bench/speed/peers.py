"""Peers of the kernels, one command at a time: a JSON line in, a JSON line out. Times are in microseconds.

    {"do": "versions"}
    {"do": "setup", "shape": [N, D], "dtype": "float64", "norm": "layer", "groups": 1}
    {"do": "run", "what": "torch" | "numpy" | "limit" | "gradcheck" | "rss", "milliseconds": 20}
"""
import ctypes
import json
import resource
import sys
import time

import layers
import numpy as np

try:
    import torch

    torch.set_num_threads(1)
except ImportError:
    torch = None

state = {}


def setup(shape, dtype, norm, groups):
    generator = np.random.default_rng(1)
    state.clear()
    draw = lambda *extents: generator.standard_normal(extents).astype(dtype)
    entries = layers.affine_size(norm, shape)
    state["x"], state["dout"] = draw(*shape), draw(*shape)
    state["gamma"], state["beta"] = draw(entries), draw(entries)
    state["out"], state["dx"] = np.zeros_like(state["x"]), np.zeros_like(state["x"])
    given = [state[name] for name in ("x", "dout", "gamma", "beta")]
    state["run_numpy"] = layers.numpy_step(norm, groups, *given)
    if torch is not None:
        state["forward"] = layers.torch_forward(norm, groups)
        state["inputs"] = [
            torch.from_numpy(state[name]).clone().requires_grad_(True)
            for name in ("x", "gamma", "beta")
            if name != "beta" or norm != "rms"
        ]
        state["t_dout"] = torch.from_numpy(state["dout"]).clone()


def forward(x, gamma, beta=None):
    return state["forward"](x, gamma, beta)


def run_torch():
    inputs = state["inputs"]
    return torch.autograd.grad(forward(*inputs), inputs, state["t_dout"])


def run_numpy():
    return state["run_numpy"]()


def run_gradcheck():
    dout = state["t_dout"]
    loss = lambda *inputs: (forward(*inputs) * dout).sum()
    return torch.autograd.gradcheck(loss, state["inputs"], raise_exception=False)


def limit():
    """Reads x and dout and writes out and dx once: no kernel can be faster. Timed in C."""
    library = state.get("library")
    if library is None:
        library = state["library"] = ctypes.CDLL(sys.argv[1])
    single = state["x"].dtype == np.float32
    function = library.limit32 if single else library.limit64
    function.restype = ctypes.c_double
    pointers = [state[name].ctypes.data_as(ctypes.c_void_p) for name in ("x", "dout", "out", "dx")]
    return function(*pointers, ctypes.c_long(state["x"].size), ctypes.c_long(state["repeats"])) * 1e6


def measure(what, milliseconds):
    if what == "rss":
        return [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024]
    samples = []
    end = time.perf_counter() + milliseconds / 1e3
    if what == "limit":
        state["repeats"] = max(1, min(200, 2_000_000 // state["x"].size))
        while not samples or time.perf_counter() < end:
            samples.append(limit())
        return samples
    function = {"torch": run_torch, "numpy": run_numpy, "gradcheck": run_gradcheck}[what]
    if not state.get(what):
        function()  # the first call allocates
        state[what] = True
    while not samples or time.perf_counter() < end:
        start = time.perf_counter()
        function()
        samples.append((time.perf_counter() - start) * 1e6)
    return samples


for line in sys.stdin:
    command = json.loads(line)
    if command["do"] == "setup":
        setup(command["shape"], command["dtype"], command["norm"], command["groups"])
        reply = True
    elif command["do"] == "versions":
        reply = {
            "python": sys.version.split()[0],
            "numpy": np.__version__,
            "torch": torch.__version__ if torch is not None else None,
        }
    else:
        reply = measure(command["what"], command["milliseconds"])
    print(json.dumps(reply), flush=True)
