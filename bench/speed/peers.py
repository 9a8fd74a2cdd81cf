"""Peers of the kernels, one command at a time: a JSON line in, a JSON line out. Times are in microseconds.

    {"do": "versions"}
    {"do": "setup", "rows": N, "columns": D, "dtype": "float64"}
    {"do": "run", "what": "torch" | "numpy" | "limit" | "gradcheck" | "rss", "milliseconds": 20}
"""
import ctypes
import json
import resource
import sys
import time

import numpy as np

try:
    import torch
    import torch.nn.functional as F

    torch.set_num_threads(1)
except ImportError:
    torch = None

EPS = 1e-5
state = {}


def setup(rows, columns, dtype):
    generator = np.random.default_rng(1)
    state.clear()
    draw = lambda *shape: generator.standard_normal(shape).astype(dtype)
    state["x"], state["dout"] = draw(rows, columns), draw(rows, columns)
    state["gamma"], state["beta"] = draw(columns), draw(columns)
    state["out"], state["dx"] = np.zeros_like(state["x"]), np.zeros_like(state["x"])
    if torch is not None:
        for name in ("x", "gamma", "beta"):
            state["t_" + name] = torch.from_numpy(state[name]).clone().requires_grad_(True)
        state["t_dout"] = torch.from_numpy(state["dout"]).clone()


def run_torch():
    x, gamma, beta = state["t_x"], state["t_gamma"], state["t_beta"]
    y = F.batch_norm(x, None, None, gamma, beta, True, 0.1, EPS)
    return torch.autograd.grad(y, (x, gamma, beta), state["t_dout"])


def run_numpy():
    x, dout, gamma, beta = state["x"], state["dout"], state["gamma"], state["beta"]
    mean = x.mean(axis=0)
    centred = x - mean
    r = 1 / np.sqrt((centred * centred).mean(axis=0) + EPS)
    xhat = centred * r
    out = gamma * xhat + beta
    dbeta = dout.sum(axis=0)
    dgamma = (dout * xhat).sum(axis=0)
    n = x.shape[0]
    dx = (gamma * r) * (dout - dbeta / n - xhat * (dgamma / n))
    return out, dx, dgamma, dbeta


def run_gradcheck():
    x, gamma, beta = state["t_x"], state["t_gamma"], state["t_beta"]
    dout = state["t_dout"]
    loss = lambda a, g, b: (F.batch_norm(a, None, None, g, b, True, 0.1, EPS) * dout).sum()
    return torch.autograd.gradcheck(loss, (x, gamma, beta), raise_exception=False)


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
        setup(command["rows"], command["columns"], command["dtype"])
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
