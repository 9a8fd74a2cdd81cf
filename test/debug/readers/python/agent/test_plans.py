"""How values are described and cut into bytes, without a debugger between."""

import array
import struct
import sys
import types
import unittest

import numpy
import torch

from agent.frame_tensors import survey
from agent.head import described, head_of
from agent.list_plan import NoTensor
from agent.sizes import spans
from agent.tensor_plan import plan


def content(o):
    """The values of a plan, as its wire spells them."""
    p = plan(o, True)
    codes = {"float64": "d", "float32": "f", "uint8": "B", "int16": "h", "int64": "q"}
    raw = b"".join(bytes(piece) for piece in spans(p, 0, head_of(o, p)["total"]))
    return list(struct.unpack("<%d%s" % (len(raw) // p["item"], codes[p["wire"]]), raw))


class Sizes(tuple):
    """TensorFlow's TensorShape, as far as it is asked."""

    def as_list(self):
        return list(self)


class Device:
    platform, id = "gpu", 1


# Module and name of the library's type, what tells the device and how it is then called, and what brings the numbers.
LIBRARIES = [
    ("jaxlib._jax", "ArrayImpl", ({"devices": lambda self: {Device()}}, "gpu:1"), "__array__"),
    (
        "tensorflow.python.framework.ops",
        "EagerTensor",
        ({"device": property(lambda self: "/job:localhost/replica:0/task:0/device:GPU:0")}, "gpu:0"),
        "numpy",
    ),
    ("cupy", "ndarray", ({"device": property(lambda self: "<CUDA Device 0>")}, "cuda:0"), "get"),
    ("mlx.core", "array", ({}, "cpu"), "__array__"),
    ("tinygrad.tensor", "Tensor", ({"device": property(lambda self: "CUDA")}, "cuda"), "numpy"),
]


def library_type(module, name, of_device, way):
    """A type that stands where a library has its own, and a list of what has brought its numbers."""
    brought = []

    def bring(self, dtype=None, copy=None):
        brought.append(way)
        return numpy.arange(6, dtype="f4").reshape(3, 2)

    body = {
        "shape": property(lambda self: Sizes((3, 2))),
        "dtype": property(lambda self: numpy.dtype("f4")),
        "tolist": lambda self: brought.append("tolist"),
        "__module__": module,
        **of_device[0],
        way: bring,
    }
    kind = type(name, (), body)
    sys.modules[module] = types.ModuleType(module)
    setattr(sys.modules[module], name, kind)
    return kind, brought


class Plans(unittest.TestCase):
    def test_a_list_is_read_in_c_order(self):
        self.assertEqual(content([[1, 2.5], [True, -4]]), [1, 2.5, 1, -4])
        self.assertEqual(described([[1, 2], [3, 4], [5, 6]])["shape"], [3, 2])

    def test_a_ragged_list_names_its_row(self):
        with self.assertRaisesRegex(NoTensor, r"\[1\] has 2 values, expected 3 values\."):
            content([[1, 2, 3], [4, 5]])

    def test_a_list_that_holds_itself_is_an_obstacle(self):
        inner = []
        inner.append(inner)
        self.assertEqual(plan(inner, False), {"obstacle": "a list that is nested more than 16 deep."})

    def test_strides_and_byte_order_of_numpy_do_not_matter(self):
        a = numpy.arange(12, dtype=">i2").reshape(3, 4)[::-1, ::2]
        self.assertEqual(described(a)["dtype"], ">i2")
        self.assertEqual(described(a)["strides"], [-4, 2])
        self.assertEqual(content(a), [8, 10, 4, 6, 0, 2])

    def test_masked_values_are_nan_and_counted(self):
        masked = numpy.ma.masked_equal(numpy.arange(4), 2)
        self.assertEqual(str(content(masked)), "[0.0, 1.0, nan, 3.0]")
        self.assertEqual(plan(masked, True)["notes"], ["1 masked value is shown as NaN"])

    def test_every_span_of_bytes_is_the_same_as_of_the_whole(self):
        a = numpy.arange(21, dtype="<f4").reshape(7, 3)
        whole = a.tobytes()
        p = plan(a, True)
        for start in range(0, len(whole) + 1):
            for stop in range(start, len(whole) + 1):
                self.assertEqual(b"".join(map(bytes, spans(p, start, stop))), whole[start:stop], (start, stop))

    def test_a_tensor_that_needs_a_gradient_is_read_and_names_its_gradient(self):
        t = torch.arange(6.0).reshape(2, 3).requires_grad_()
        (t * t).sum().backward()
        self.assertEqual(content(t), [0, 1, 2, 3, 4, 5])
        self.assertEqual(described(t)["grad"], "%s.grad")
        self.assertTrue(t.grad_fn is None and t._version == 0)

    def test_a_layer_names_its_tensors(self):
        layer = torch.nn.BatchNorm1d(3, eps=2e-5, affine=False).eval()
        head = described(layer)
        self.assertEqual((head["kind"], head["shape"]), ("module", [3]))
        self.assertEqual(head["module"]["weight"], None)
        self.assertEqual(head["module"]["running_var"], "%s.running_var")
        self.assertEqual((head["module"]["eps"], head["module"]["training"]), (2e-5, False))

    def test_an_array_of_a_library_is_brought_from_its_device_only_for_its_numbers(self):
        for module, name, of_device, way in LIBRARIES:
            kind, brought = library_type(module, name, of_device, way)
            o = kind()
            self.assertEqual(described(o)["shape"], [3, 2], module)
            self.assertEqual(described([o])["device"], described(o)["device"], module)
            p = plan(o, True)
            self.assertEqual((p["wire"], p["device"], brought), ("float32", of_device[1], []), module)
            self.assertEqual(content(o), [0, 1, 2, 3, 4, 5], module)
            self.assertEqual(brought, [way], module)
            del sys.modules[module]

    def test_bfloat16_that_a_library_brings_as_float32_keeps_its_numbers(self):
        kind, _ = library_type("tinygrad.tensor", "Tensor", ({"device": "CPU"}, ""), "numpy")
        kind.dtype = property(lambda self: "dtypes.__bf16")
        p = plan(kind(), True)
        bits = struct.unpack("<6H", b"".join(map(bytes, spans(p, 0, 12))))
        self.assertEqual((p["wire"], bits), ("bfloat16", (0, 0x3F80, 0x4000, 0x4040, 0x4080, 0x40A0)))
        del sys.modules["tinygrad.tensor"]

    def test_elements_of_less_than_a_byte_are_named(self):
        kind, _ = library_type("jaxlib._jax", "ArrayImpl", ({"device": "cpu"}, ""), "__array__")
        kind.dtype = property(lambda self: "int4")
        self.assertIn("dtype int4", plan(kind(), True)["obstacle"])
        del sys.modules["jaxlib._jax"]

    def test_a_type_of_the_program_that_has_the_name_of_a_librarys_is_not_asked(self):
        kind, brought = library_type("jaxlib._jax", "ArrayImpl", ({"devices": None}, ""), "__array__")
        del sys.modules["jaxlib._jax"]
        self.assertEqual((described(kind())["shape"], brought), (None, []))

    def test_what_a_function_of_autograd_has_saved_is_listed_and_not_unpacked(self):
        unpacked, listed = [], []

        def names(ctx):
            found = survey({"ctx": ctx}, {}, ["eps"])
            return [(name, head.get("shape"), head.get("number")) for name, head in found]

        class Scale(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x, gamma):
                ctx.save_for_backward(x, gamma)
                ctx.eps = 1e-3
                return x * gamma

            @staticmethod
            def backward(ctx, grad):
                listed.append((ctx, names(ctx)))
                return grad, None

        with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: unpacked.append(t) or t):
            out = Scale.apply(torch.ones(4, 3, requires_grad=True), torch.ones(3))
        out.sum().backward()
        [(ctx, while_there)] = listed
        saved = [("ctx.saved_tensors[0]", None, None), ("ctx.saved_tensors[1]", None, None)]
        self.assertEqual(while_there, saved + [("ctx.eps", None, 1e-3)])
        self.assertEqual(unpacked, [])
        self.assertEqual(names(ctx), [("ctx.eps", None, 1e-3)])

    def test_buffers_of_any_byte_order(self):
        self.assertEqual(content(array.array("d", [1.5, -2.5])), [1.5, -2.5])
        self.assertEqual(content(memoryview(bytearray(b"\x01\x02")).cast("B")), [1, 2])

    def test_what_is_no_tensor_says_what_it_is(self):
        for value, obstacle in (
            ("word", "text of 4 characters."),
            (None, "one value, None."),
            (float("nan"), "one value, nan."),
            ({}, "no tensor and no list of numbers."),
            (numpy.array(["a"]), "an array of text."),
        ):
            self.assertEqual(plan(value, False)["obstacle"], obstacle)
        self.assertEqual(plan(1e-5, False)["number"], 1e-5)


if __name__ == "__main__":
    unittest.main()
