"""Every kind of value that the Python reader is asked about; the debugger stops in the last line."""

import array
import random

import numpy as np
import torch

torch.manual_seed(3)
rng = np.random.default_rng(7)


def stop():
    f4 = rng.standard_normal((7, 3)).astype("f4")
    f8 = rng.standard_normal((5, 11))
    f2 = f4.astype("f2")
    odd = np.array([[np.nan, np.inf], [-np.inf, -0.0]], "f4")
    ints = {name: np.arange(6, dtype=name).reshape(2, 3) * (-1 if name[0] == "i" else 1) for name in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8")}
    huge = np.array([[2**53 + 1, 1]], "i8")
    truth = np.array([[True, False], [False, True]])
    big_endian = f8.astype(">f8")
    big_endian_int = np.arange(6, dtype=">i2").reshape(3, 2)
    strided = rng.standard_normal((20, 9))[::3, 1:8:2]
    backward = f8[::-1, ::-1]
    fortran = np.asfortranarray(f8)
    broadcast = np.broadcast_to(np.arange(3.0), (4, 3))
    masked = np.ma.masked_greater(f4, 0.5)
    masked_int = np.ma.masked_equal(np.arange(6).reshape(2, 3), 4)
    long_double = f8.astype("longdouble")
    scalar = np.float32(2.5)
    zero_d = np.array(1.5)
    empty = np.zeros((0, 4), "f4")
    objects = np.array([["a", 1], [None, 2]], dtype=object)
    text_array = np.array(["a", "b"])
    records = np.zeros(3, dtype=[("x", "f4"), ("y", "f4")])
    complexes = np.ones((2, 2), "c16")
    matrix = np.matrix([[1.0, 2.0], [3.0, 4.0]])
    file = np.zeros(1)  # a name that the agent uses itself
    image = rng.standard_normal((2, 3, 4, 5)).astype("f4")
    large = rng.standard_normal((1500, 700)).astype("f4")
    large_strided = rng.standard_normal((1100, 1400)).astype("f4")[:, ::2]
    two_gib = np.broadcast_to(np.float32(1), (2**15, 2**14))

    t = torch.randn(7, 3)
    t_grad = torch.randn(4, 5, requires_grad=True)
    t_leaf = torch.randn(4, 5, requires_grad=True)
    (t_leaf * t_leaf).sum().backward()
    t_inner = t_grad * 2
    t_half = torch.randn(3, 4).half()
    t_bf16 = torch.randn(3, 4).bfloat16()
    t_int = torch.arange(6).reshape(2, 3)
    t_bool = torch.tensor([[True, False]])
    t_transposed = torch.randn(3, 7).t()
    t_last = torch.randn(2, 3, 4, 5).to(memory_format=torch.channels_last)
    t_double = torch.randn(3, 3, dtype=torch.float64)
    t_parameter = torch.nn.Parameter(torch.randn(2, 6))
    t_sparse = torch.eye(3).to_sparse()
    t_quantized = torch.quantize_per_tensor(torch.randn(2, 2), 0.1, 0, torch.qint8)
    t_meta = torch.empty(2, 2, device="meta")
    t_complex = torch.ones(2, 2, dtype=torch.complex64)
    t_zero_d = torch.tensor(4.0)
    t_large = torch.randn(1024, 1000, requires_grad=True)
    t_negative = torch.randn(3, 4, dtype=torch.complex64).conj().imag
    layer = torch.nn.BatchNorm1d(3, eps=2e-5)
    layer(t).square().sum().backward()
    layer.eval()

    nested = [[1, 2.5, True], [float("nan"), -4, 10**400]]
    nested_deep = [[[1, 2], [3, 4]], [[5, 6], [7, 8]], [[9, 10], [11, 12]]]
    nested_rows = [np.arange(3.0), torch.ones(3)]
    ragged = [[1, 2, 3], [4, 5]]
    words = [[1, 2], [3, "four"]]
    nothing = []
    doubles = array.array("d", [1.5, -2.5, 3.5])
    view = memoryview(f8)
    view_strided = memoryview(f4)[::2]
    raw = bytearray(b"\x01\x02\x03")
    word = "forty-two"
    number = 42
    letters = {"a": 1}

    class Speaks:
        """Something of its own that speaks NumPy's array protocol."""

        def __array__(self, dtype=None, copy=None):
            return np.arange(6.0).reshape(3, 2)

    class OnDevice:
        """Speaks CuPy's protocol: NumPy's own functions refuse it, get() brings the numbers."""

        __cuda_array_interface__ = {"version": 3}
        device = "<CUDA Device 1>"

        def __init__(self, a):
            self.a, self.dtype, self.shape, self.strides, self.size = a, a.dtype, a.shape, a.strides, a.size

        def __array__(self, dtype=None):
            raise TypeError("implicit conversion is not allowed")

        def __getitem__(self, key):
            return OnDevice(self.a[key])

        def reshape(self, *shape):
            return OnDevice(self.a.reshape(*shape))

        def get(self):
            return self.a

    class Exits:
        @property
        def tensor(self):
            raise SystemExit(3)

    speaks = Speaks()
    on_device = OnDevice(f4)
    on_device_large = OnDevice(np.zeros((2**12, 2**13), "f4"))
    exits = Exits()
    random.seed(5)
    return locals()  # stop here


stop()
