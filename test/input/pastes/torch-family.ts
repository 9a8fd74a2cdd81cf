import { MATRIX, type Paste } from "./paste";

/** PyTorch from 0.3 to 2.x, libtorch, R torch, and the other libraries of deep learning. */
export const TORCH_FAMILY: readonly Paste[] = [
  {
    what: "PyTorch: whole numbers with a point",
    source: "tensor([[1., 0., 2.],\n        [0., 1., 1.]], device='cuda:0')",
    x: { shape: [2, 3], values: [1, 0, 2, 0, 1, 1] },
    dtype: "float32",
  },
  {
    what: "PyTorch: whole numbers as powers of ten, and NaN",
    source: "tensor([[1.0000e+10,        nan],\n        [1.0000e+00, 2.0000e+00]])",
    x: { shape: [2, 2], values: [1e10, NaN, 1, 2] },
    dtype: "float32",
  },
  {
    what: "PyTorch: whole numbers of int64",
    source: "tensor([[1, 0],\n        [0, 2]])",
    x: { shape: [2, 2], values: [1, 0, 0, 2] },
  },
  {
    what: "PyTorch: the shape on the same line",
    source: "torch.Size([2, 3]) tensor([[ 1.5000, -0.2500,  3.1250],\n        [ 0.5000,  0.7500,  2.8750]])",
    dtype: "float32",
  },
  {
    what: "PyTorch: the shape with a word",
    source: "shape: torch.Size([2, 3])\ntensor([[ 1.5000, -0.2500,  3.1250],\n        [ 0.5000,  0.7500,  2.8750]])",
    dtype: "float32",
  },
  {
    what: "PyTorch: two tensors in one tuple",
    source:
      "(tensor([[ 1.5000, -0.2500,  3.1250]], grad_fn=<MulBackward0>), tensor([[0.5000, 0.7500, 2.8750]], grad_fn=<MulBackward0>))",
    x: { shape: [2, 1, 3], values: MATRIX.values },
    dtype: "float32",
    assumed: ["stacked"],
  },
  {
    what: "PyTorch 2: repr",
    source: "tensor([[ 1.5000, -0.2500,  3.1250],\n        [ 0.5000,  0.7500,  2.8750]])",
    dtype: "float32",
    assumed: ["printed-digits"],
  },
  {
    what: "PyTorch 2: device, dtype and grad_fn",
    source:
      "tensor([[ 1.5000, -0.2500,  3.1250],\n        [ 0.5000,  0.7500,  2.8750]], device='cuda:0',\n       dtype=torch.float64, grad_fn=<NativeBatchNormBackward0>)",
  },
  {
    what: "PyTorch: a parameter",
    source:
      "Parameter containing:\ntensor([[ 1.5000, -0.2500,  3.1250],\n        [ 0.5000,  0.7500,  2.8750]], requires_grad=True)",
    dtype: "float32",
  },
  {
    what: "PyTorch: a factor in front",
    source: "tensor(1.0000e+04 *\n       [[ 0.0002, -0.3000,  3.1250],\n        [ 0.0500,  0.0750,  2.8750]])",
    x: { shape: [2, 3], values: [2, -3000, 31250, 500, 750, 28750] },
    dtype: "float32",
    assumed: ["scale"],
  },
  {
    what: "PyTorch: numbers and their shape",
    source: "tensor([[ 1.5000, -0.2500,  3.1250],\n        [ 0.5000,  0.7500,  2.8750]])\ntorch.Size([2, 3])",
    dtype: "float32",
  },
  {
    what: "PyTorch: numbers in words",
    source:
      "x is tensor([[ 1.5000, -0.2500,  3.1250],\n        [ 0.5000,  0.7500,  2.8750]]) torch.Size([2, 3])\ntorch.float32\n",
    dtype: "float32",
  },
  {
    what: "PyTorch: a list of tensors",
    source: "[tensor([ 1.5000, -0.2500,  3.1250]), tensor([0.5000, 0.7500, 2.8750])]",
    dtype: "float32",
  },
  {
    what: "PyTorch: a tuple of tensors on a device",
    source: "(tensor([ 1.5000, -0.2500,  3.1250], device='cuda:0'), tensor([0.5000, 0.7500, 2.8750], device='cuda:0'))",
    dtype: "float32",
  },
  {
    what: "PyTorch: rows that a loop prints",
    source: "tensor([ 1.5000, -0.2500,  3.1250])\ntensor([0.5000, 0.7500, 2.8750])\n",
    dtype: "float32",
    assumed: ["rows"],
  },
  {
    what: "PyTorch: scalars in lists",
    source:
      "[[tensor(1.5000), tensor(-0.2500), tensor(3.1250)], [tensor(0.5000), tensor(0.7500), tensor(2.8750, grad_fn=<SelectBackward0>)]]",
  },
  {
    what: "PyTorch 0.3",
    source: "\n 1.5000 -0.2500  3.1250\n 0.5000  0.7500  2.8750\n[torch.FloatTensor of size 2x3]\n",
    dtype: "float32",
  },
  {
    what: "PyTorch 0.3: a variable on a GPU with a factor",
    source:
      "Variable containing:\n1.0e+03 *\n  0.0015 -0.0003  3.1250\n  0.0005  0.0008  2.8750\n[torch.cuda.DoubleTensor of size 2x3 (GPU 0)]\n",
    x: { shape: [2, 3], values: [1.5, -0.3, 3125, 0.5, 0.8, 2875] },
    assumed: ["scale"],
  },
  {
    what: "PyTorch 0.3: wide rows",
    source:
      "\nColumns 0 to 2 \n 1.5000 -0.2500  3.1250\n 0.5000  0.7500  2.8750\n\nColumns 3 to 4 \n 4.0000  5.0000\n 1.0000  2.0000\n[torch.FloatTensor of size 2x5]\n",
    x: { shape: [2, 5], values: [1.5, -0.25, 3.125, 4, 5, 0.5, 0.75, 2.875, 1, 2] },
    dtype: "float32",
  },
  {
    what: "PyTorch 0.3: slices",
    source:
      "\n(0 ,.,.) = \n  1.5000 -0.2500\n  0.5000  0.7500\n\n(1 ,.,.) = \n  3.1250  2.0000\n  2.8750  1.0000\n[torch.FloatTensor of size 2x2x2]\n",
    x: { shape: [2, 2, 2], values: [1.5, -0.25, 0.5, 0.75, 3.125, 2, 2.875, 1] },
    dtype: "float32",
  },
  {
    what: "libtorch",
    source: " 1.5000 -0.2500  3.1250\n 0.5000  0.7500  2.8750\n[ CPUFloatType{2,3} ]\n",
    dtype: "float32",
  },
  {
    what: "libtorch: the first row behind the columns",
    source:
      "Columns 1 to 3 1.5000 -0.2500  3.1250\n 0.5000  0.7500  2.8750\n\nColumns 4 to 5-4.0000  5.0000\n 1.0000  2.0000\n[ CPUDoubleType{2,5} ]\n",
    x: { shape: [2, 5], values: [1.5, -0.25, 3.125, -4, 5, 0.5, 0.75, 2.875, 1, 2] },
  },
  {
    what: "libtorch: slices with factors of their own",
    source:
      "(1,.,.) = \n0.01 *\n  1.5000 -0.2500\n  0.5000  0.7500\n\n(2,.,.) = \n  3.1250  2.0000\n  2.8750  1.0000\n[ CUDADoubleType{2,2,2} ]\n",
    x: { shape: [2, 2, 2], values: [0.015, -0.0025, 0.005, 0.0075, 3.125, 2, 2.875, 1] },
    assumed: ["scale"],
  },
  {
    what: "R torch",
    source:
      "torch_tensor\n 1.5000 -0.2500  3.1250\n 0.5000  0.7500  2.8750\n[ CPUFloatType{2,3} ][ requires_grad = TRUE ]",
    dtype: "float32",
  },
  {
    what: "R torch: a session",
    source:
      "> x\ntorch_tensor\n 1.5000 -0.2500  3.1250\n 0.5000  0.7500  2.8750\n[ CPUFloatType{2,3} ]\n> gamma\ntorch_tensor\n 1\n 2\n 3\n[ CPUFloatType{3} ]\n",
    dtype: "float32",
    gamma: [1, 2, 3],
  },
  {
    what: "JAX",
    source: "Array([[ 1.5  , -0.25 ,  3.125],\n       [ 0.5  ,  0.75 ,  2.875]], dtype=float32)",
    dtype: "float32",
    assumed: ["printed-digits"],
  },
  {
    what: "JAX up to 0.3",
    source: "DeviceArray([[ 1.5  , -0.25 ,  3.125],\n             [ 0.5  ,  0.75 ,  2.875]], dtype=bfloat16)",
    dtype: "bfloat16",
  },
  {
    what: "JAX: scalars in lists",
    source:
      "[[Array(1.5, dtype=float32), Array(-0.25, dtype=float32), Array(3.125, dtype=float32)], [Array(0.5, dtype=float32), Array(0.75, dtype=float32), Array(2.875, dtype=float32)]]",
  },
  {
    what: "TensorFlow: repr",
    source:
      "<tf.Tensor: shape=(2, 3), dtype=float32, numpy=\narray([[ 1.5  , -0.25 ,  3.125],\n       [ 0.5  ,  0.75 ,  2.875]], dtype=float32)>",
    dtype: "float32",
  },
  {
    what: "TensorFlow: print",
    source: "tf.Tensor(\n[[ 1.5   -0.25   3.125]\n [ 0.5    0.75   2.875]], shape=(2, 3), dtype=float64)",
  },
  {
    what: "TensorFlow: a variable",
    source:
      "<tf.Variable 'x:0' shape=(2, 3) dtype=float32, numpy=\narray([[ 1.5  , -0.25 ,  3.125],\n       [ 0.5  ,  0.75 ,  2.875]], dtype=float32)>",
    dtype: "float32",
  },
  {
    what: "TensorFlow: a list of tensors",
    source:
      "[<tf.Tensor: shape=(3,), dtype=float32, numpy=array([ 1.5  , -0.25 ,  3.125], dtype=float32)>, <tf.Tensor: shape=(3,), dtype=float32, numpy=array([0.5  , 0.75 , 2.875], dtype=float32)>]",
    dtype: "float32",
  },
  {
    what: "TensorFlow.js: print",
    source: "Tensor\n    [[1.5, -0.25, 3.125],\n     [0.5, 0.75 , 2.875]]\n",
  },
  {
    what: "MLX",
    source: "array([[1.5, -0.25, 3.125],\n       [0.5, 0.75, 2.875]], dtype=float32)",
    dtype: "float32",
  },
  {
    what: "candle",
    source: "[[ 1.5000, -0.2500,  3.1250],\n [ 0.5000,  0.7500,  2.8750]]\nTensor[[2, 3], f32]",
    dtype: "float32",
  },
  {
    what: "burn",
    source:
      'Tensor {\n  data:\n[[1.5, -0.25, 3.125],\n [0.5, 0.75, 2.875]],\n  shape:  [2, 3],\n  device:  Cpu,\n  backend:  "ndarray",\n  kind:  "Float",\n  dtype:  "f32",\n}',
    dtype: "float32",
  },
  {
    what: "ndarray",
    source: "[[1.5, -0.25, 3.125],\n [0.5, 0.75, 2.875]], shape=[2, 3], strides=[3, 1], layout=Cc (0x5), const ndim=2",
  },
  {
    what: "tinygrad: numpy()",
    source: "array([[ 1.5  , -0.25 ,  3.125],\n       [ 0.5  ,  0.75 ,  2.875]], dtype=float32)",
    dtype: "float32",
  },
  {
    what: "PaddlePaddle",
    source:
      "Tensor(shape=[2, 3], dtype=float32, place=Place(cpu), stop_gradient=True,\n       [[ 1.50000000, -0.25000000,  3.12500000],\n        [ 0.50000000,  0.75000000,  2.87500000]])",
    dtype: "float32",
  },
  { what: "MXNet", source: "\n[[ 1.5   -0.25   3.125]\n [ 0.5    0.75   2.875]]\n<NDArray 2x3 @cpu(0)>" },
  {
    what: "a state of a layer and its gradients",
    source:
      "OrderedDict([('input', tensor([[ 1.5000, -0.2500,  3.1250],\n        [ 0.5000,  0.7500,  2.8750]])), ('weight', tensor([1., 2., 3.])), ('grad_output', tensor([[1., 0., 2.],\n        [0., 1., 1.]]))])",
    dtype: "float32",
    gamma: [1, 2, 3],
    dout: [1, 0, 2, 0, 1, 1],
    assumed: ["names"],
  },
  {
    what: "the size of another tensor behind it",
    source: "tensor([[ 1.5000, -0.2500,  3.1250],\n        [ 0.5000,  0.7500,  2.8750]])\ntorch.Size([3, 2])\n",
    dtype: "float32",
    assumed: ["other-shape"],
  },
  {
    what: "a size in front of its tensor",
    source: "torch.Size([2, 3])\ntensor([[ 1.5000, -0.2500,  3.1250],\n        [ 0.5000,  0.7500,  2.8750]])\n",
    dtype: "float32",
  },
  {
    what: "MindSpore",
    source:
      "Tensor(shape=[2, 3], dtype=Float32, value=\n[[ 1.50000000e+00, -2.50000000e-01, 3.12500000e+00],\n [ 5.00000000e-01,  7.50000000e-01, 2.87500000e+00]])",
    dtype: "float32",
  },
];
