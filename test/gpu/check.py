"""
Holds the agent for Python against arrays of torch, CuPy and JAX on a GPU: values, dtype, strides, the current stream,
device memory and random numbers before and after. Not part of `npm test`, which has no GPU.

    python3 test/gpu/check.py      with any of torch, CuPy and JAX for the GPU installed

Without a GPU it says that it was not run, and ends with 0. docs/debugging.md has what it found.
"""
import importlib.util
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src/debug/readers/python"))
FLOATS = [0.5, -1.25, 3.0, 8.0, -0.0, 2.0]  # exact in every float of 16 bits and more


def read(o):
    """Head and bytes, as one reading of the panel asks for them; a description and a list come before."""
    from agent.frame_tensors import survey
    from agent.head import described, head_of
    from agent.sizes import spans
    from agent.tensor_plan import plan

    described(o)
    survey({"o": o}, {})
    p = plan(o, True)
    if "obstacle" in p:
        raise AssertionError(p["obstacle"])
    head = head_of(o, p)
    return head, b"".join(bytes(piece) for piece in spans(p, 0, head["total"]))


def expect(what, got, wanted):
    if got != wanted:
        raise AssertionError("%s: expected %r, got %r" % (what, wanted, got))


def holds(what, o, dtype, strides, wanted):
    """`wanted`: the bytes of the same numbers on the CPU, in C order."""
    head, content = read(o)
    expect(what + ", dtype", head["dtype"], dtype)
    expect(what + ", shape", head["shape"], list(o.shape))
    expect(what + ", strides", head["strides"], strides)
    if head["device"].startswith("cpu"):
        raise AssertionError(what + ": it says that it lies on the CPU")
    expect(what + ", bytes", content, wanted)


def check_torch():
    import torch

    if not torch.cuda.is_available():
        return None
    import numpy

    cpu = torch.tensor(FLOATS).reshape(2, 3)
    cases = [(name, cpu.to("cuda", getattr(torch, name))) for name in ("float32", "float16", "bfloat16", "float64")]
    transposed = cpu.cuda().t()
    needs_grad = cpu.cuda().requires_grad_()
    aside = torch.cuda.Stream()

    def state():
        torch.cuda.synchronize()
        rng = (torch.get_rng_state().tolist(), torch.cuda.get_rng_state().tolist())
        streams = (torch.cuda.current_stream().cuda_stream, torch.cuda.current_device())
        return rng, streams, needs_grad._version, needs_grad.grad_fn, torch.cuda.memory_allocated()

    def bits(t):
        t = t.detach().cpu().contiguous()
        return (t.view(torch.int16) if t.dtype == torch.bfloat16 else t).numpy().tobytes()

    wanted = [bits(t) for _, t in cases]
    before = state()
    for (name, t), content in zip(cases, wanted):
        holds("torch " + name, t, name, [3, 1], content)
    holds("torch transposed", transposed, "float32", [1, 3], numpy.ascontiguousarray(cpu.t().numpy()).tobytes())
    holds("torch requires_grad", needs_grad, "float32", [3, 1], cpu.numpy().tobytes())
    expect("torch, what a reading leaves", state(), before)
    with torch.cuda.stream(aside):
        pending = torch.ones(2048, 2048, device="cuda")
        for _ in range(20):
            pending = pending @ pending / 2048
        _, content = read(pending)
        expect("torch, work of another stream", content, numpy.ones((2048, 2048), "f4").tobytes())
        expect("torch, the stream", torch.cuda.current_stream(), aside)
    return torch.__version__ + " on " + torch.cuda.get_device_name()


def check_cupy():
    import cupy

    if not cupy.cuda.is_available():
        return None
    import numpy

    host = numpy.array(FLOATS, "f4").reshape(2, 3)
    cases = [(dtype, cupy.asarray(host.astype(dtype))) for dtype in ("float32", "float16", "float64", "int32")]
    backward = cupy.asarray(host)[:, ::-1]
    cupy.random.seed(3)
    pool = cupy.get_default_memory_pool()
    before = pool.used_bytes(), cupy.cuda.get_current_stream()
    for dtype, a in cases:
        holds("CuPy " + dtype, a, dtype, None, host.astype(dtype).tobytes())
    holds("CuPy backward", backward, "float32", None, numpy.ascontiguousarray(host[:, ::-1]).tobytes())
    expect("CuPy, what a reading leaves", (pool.used_bytes(), cupy.cuda.get_current_stream()), before)
    drawn = float(cupy.random.random())
    cupy.random.seed(3)
    expect("CuPy, the next random number", drawn, float(cupy.random.random()))
    return cupy.__version__


def check_jax():
    import jax
    import jax.numpy as jnp
    import numpy

    if jax.default_backend() != "gpu":
        return None
    host = numpy.array(FLOATS, "f4").reshape(2, 3)
    cases = [(name, jnp.asarray(host, name)) for name in ("float32", "float16", "bfloat16")]

    def state():
        return len(jax.live_arrays()), jax.devices()[0].memory_stats()["bytes_in_use"]

    before = state()
    for name, a in cases:
        holds("JAX " + name, a, name, None, numpy.asarray(a).tobytes())
    expect("JAX, what a reading leaves", state(), before)
    return jax.__version__


def main():
    ran, failed = [], []
    for module, check in (("torch", check_torch), ("cupy", check_cupy), ("jax", check_jax)):
        if importlib.util.find_spec(module) is None:
            continue
        try:
            version = check()
        except Exception as error:  # the others are still to be checked
            failed.append("%s: %s: %s" % (module, type(error).__name__, error))
            continue
        if version is not None:
            ran.append("%s %s" % (module, version))
    for line in failed:
        print("failed:", line)
    if ran:
        print("held:", "; ".join(ran))
    if not ran and not failed:
        print("This check was not run: neither torch, CuPy nor JAX finds a GPU here.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
