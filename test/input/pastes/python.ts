import { MATRIX, type Paste } from "./paste";

/** NumPy, polars, scripts and sessions of Python. */
export const PYTHON: readonly Paste[] = [
  {
    what: "NumPy: repr",
    source: "array([[ 1.5  , -0.25 ,  3.125],\n       [ 0.5  ,  0.75 ,  2.875]])",
    assumed: ["printed-digits"],
  },
  { what: "NumPy: str", source: "[[ 1.5   -0.25   3.125]\n [ 0.5    0.75   2.875]]" },
  { what: "NumPy: array2string", source: "[[ 1.5  , -0.25 ,  3.125],\n [ 0.5  ,  0.75 ,  2.875]]" },
  { what: "NumPy: np.matrix", source: "matrix([[ 1.5  , -0.25 ,  3.125],\n        [ 0.5  ,  0.75 ,  2.875]])" },
  {
    what: "NumPy 2: scalars in lists",
    source:
      "[[np.float64(1.5), np.float64(-0.25), np.float64(3.125)], [np.float64(0.5), np.float64(0.75), np.float64(2.875)]]",
  },
  { what: "NumPy: a list of arrays", source: "[array([ 1.5  , -0.25 ,  3.125]), array([0.5  , 0.75 , 2.875])]" },
  { what: "NumPy: rows that a loop prints", source: "[ 1.5   -0.25   3.125]\n[0.5   0.75  2.875]", assumed: ["rows"] },
  {
    what: "NumPy: no masked values",
    source:
      "masked_array(\n  data=[[1.5, -0.25, 3.125],\n        [0.5, 0.75, 2.875]],\n  mask=False,\n  fill_value=1e+20)",
  },
  {
    what: "NumPy: big-endian bytes",
    source: "array([[ 1.5  , -0.25 ,  3.125],\n       [ 0.5  ,  0.75 ,  2.875]], dtype='>f4')",
    dtype: "float32",
  },
  {
    what: "NumPy: the shape on the next line",
    source: "[[ 1.5   -0.25   3.125]\n [ 0.5    0.75   2.875]]\n(2, 3)\nfloat64\n",
  },
  {
    what: "NumPy: source with a positional dtype",
    source: "x = np.array([[1.5, -0.25, 3.125], [0.5, 0.75, 2.875]], np.float32)",
    dtype: "float32",
  },
  {
    what: "NumPy: reshape",
    source: "x = np.array([1.5, -0.25, 3.125, 0.5, 0.75, 2.875]).reshape(2, -1).astype(np.float32)",
    dtype: "float32",
  },
  { what: "Python: tuples", source: "((1.5, -0.25, 3.125), (0.5, 0.75, 2.875))" },
  { what: "NumPy: the shape on the same line", source: "x: (2, 3) [[ 1.5   -0.25   3.125]\n [ 0.5    0.75   2.875]]" },
  {
    what: "NumPy: the shape under its own name",
    source: "x.shape = (2, 3)\nx = [[ 1.5   -0.25   3.125]\n [ 0.5    0.75   2.875]]",
  },
  {
    what: "NumPy: printoptions with a sign, few digits and narrow lines",
    source: "array([[+1.50e+000,\n        -2.50e-001],\n       [+3.12e+000,\n        +1.00e-300]])",
    x: { shape: [2, 2], values: [1.5, -0.25, 3.12, 1e-300] },
    assumed: ["printed-digits"],
  },
  { what: "Python: parentheses that are no tuple", source: "x = (\n    [[1.5, -0.25, 3.125], [0.5, 0.75, 2.875]]\n)" },
  { what: "Python: parentheses around rows", source: "return [([1.5, -0.25, 3.125]), ([0.5, 0.75, 2.875])]" },
  {
    what: "Python: a tuple of one",
    source: "x = ([[1.5, -0.25, 3.125], [0.5, 0.75, 2.875]],)",
    x: { shape: [1, 2, 3], values: MATRIX.values },
  },
  {
    what: "Python: a factor before parentheses",
    source: "x = 2 * (\n    np.array([[1, 2], [3, 4]])\n)",
    x: { shape: [2, 2], values: [2, 4, 6, 8] },
    assumed: ["scale"],
  },
  {
    what: "Python: a keyword of a function that makes no other array of it",
    source: "x = tf.Variable(initial_value=[[1.5, -0.25, 3.125], [0.5, 0.75, 2.875]])",
  },
  {
    what: "Python: a print with words",
    source: 'print("x is", np.array([[1.5, -0.25, 3.125], [0.5, 0.75, 2.875]]))',
  },
  {
    what: "Python: numbers behind a call that is over",
    source: "x = load(\n    'x.npy'\n)\n[[1.5, -0.25, 3.125], [0.5, 0.75, 2.875]]",
  },
  {
    what: "Python: underscores",
    source: "[[1_500.0, 2], [3, 4_000]]",
    x: { shape: [2, 2], values: [1500, 2, 3, 4000] },
  },
  {
    what: "Python: a dict",
    source:
      "{'x': array([[ 1.5  , -0.25 ,  3.125],\n       [ 0.5  ,  0.75 ,  2.875]]), 'gamma': array([1., 2., 3.]), 'eps': 1e-05}",
    gamma: [1, 2, 3],
    eps: 1e-5,
  },
  {
    what: "Python: a script",
    source:
      "import numpy as np\n\n# a batch\nx = np.array([[1.5, -0.25, 3.125],\n              [0.5, 0.75, 2.875]])\nbeta, eps = 1, 2\ngamma = np.array([1., 2., 3.])\ndout = np.array([[1., 0., 2.],[0., 1., 1.]])\neps = 1e-3\ndx = batchnorm_backward(dout, cache)\nprint(dx.mean(axis=0))\n",
    gamma: [1, 2, 3],
    dout: [1, 0, 2, 0, 1, 1],
    eps: 1e-3,
    assumed: ["not-run"],
  },
  {
    what: "Python: a session",
    source:
      ">>> import torch\n>>> x\ntensor([[ 1.5000, -0.2500,  3.1250],\n        [ 0.5000,  0.7500,  2.8750]], requires_grad=True)\n>>> x.grad\ntensor([[1., 0., 2.],\n        [0., 1., 1.]])\n",
    dtype: "float32",
    dx: [1, 0, 2, 0, 1, 1],
    assumed: ["names"],
  },
  {
    what: "IPython",
    source:
      "In [3]: x\nOut[3]: \narray([[ 1.5  , -0.25 ,  3.125],\n       [ 0.5  ,  0.75 ,  2.875]])\n\nIn [4]: dout\nOut[4]: \narray([[1., 0., 2.],\n       [0., 1., 1.]])\n",
    dout: [1, 0, 2, 0, 1, 1],
  },
  {
    what: "a log with names",
    source:
      "x tensor([[ 1.5000, -0.2500,  3.1250],\n        [ 0.5000,  0.7500,  2.8750]])\ndout: tensor([[1., 0., 2.],\n        [0., 1., 1.]])\nloss 0.25\n",
    dtype: "float32",
    dout: [1, 0, 2, 0, 1, 1],
  },
  {
    what: "polars",
    source:
      "shape: (2, 3)\n┌─────┬───────┬───────┐\n│ a   ┆ b     ┆ c     │\n│ --- ┆ ---   ┆ ---   │\n│ f64 ┆ f64   ┆ f64   │\n╞═════╪═══════╪═══════╡\n│ 1.5 ┆ -0.25 ┆ 3.125 │\n│ 0.5 ┆ 0.75  ┆ 2.875 │\n└─────┴───────┴───────┘",
    assumed: ["header"],
  },
  {
    what: "polars: with_row_index",
    source:
      "shape: (2, 4)\n┌───────┬─────┬───────┬───────┐\n│ index ┆ a   ┆ b     ┆ c     │\n│ ---   ┆ --- ┆ ---   ┆ ---   │\n│ u32   ┆ f64 ┆ f64   ┆ f64   │\n╞═══════╪═════╪═══════╪═══════╡\n│ 0     ┆ 1.5 ┆ -0.25 ┆ 3.125 │\n│ 1     ┆ 0.5 ┆ 0.75  ┆ 2.875 │\n└───────┴─────┴───────┴───────┘",
    assumed: ["index"],
  },
  {
    what: "Markdown",
    source: "|   a |     b |     c |\n|----:|------:|------:|\n| 1.5 | -0.25 | 3.125 |\n| 0.5 |  0.75 | 2.875 |",
    assumed: ["header"],
  },
  {
    what: "psql",
    source: "  a  |   b   |   c   \n-----+-------+-------\n 1.5 | -0.25 | 3.125\n 0.5 |  0.75 | 2.875\n(2 rows)\n",
    assumed: ["header"],
  },
  { what: "a table of dashes", source: "  a      b      c\n---  -----  -----\n1.5  -0.25  3.125\n0.5   0.75  2.875" },
  {
    what: "ONNX",
    source: '{"dims":["2","3"],"dataType":1,"floatData":[1.5,-0.25,3.125,0.5,0.75,2.875],"name":"x"}',
    dtype: "float32",
  },
  {
    what: "ONNX: raw data",
    source: '{"dims":["2","3"],"dataType":1,"name":"x","rawData":"AADAPwAAgL4AAEhAAAAAPwAAQD8AADhA"}',
    dtype: "float32",
  },
  {
    what: "ONNX Runtime for the web",
    source:
      '{"cpuData":{"0":1.5,"1":-0.25,"2":3.125,"3":0.5,"4":0.75,"5":2.875},"dataLocation":"cpu","type":"float32","dims":[2,3],"size":6}',
    dtype: "float32",
  },
  {
    what: "TensorFlow.js",
    source: '{"shape":[2,3],"dtype":"float32","values":[1.5,-0.25,3.125,0.5,0.75,2.875]}',
    dtype: "float32",
  },
  {
    what: "tensors with their shapes by name",
    source:
      '{"input":{"shape":[2,3],"data":[1.5,-0.25,3.125,0.5,0.75,2.875]},"weight":{"shape":[3],"data":[1,2,3]},"grad_output":[[1,0,2],[0,1,1]]}',
    gamma: [1, 2, 3],
    dout: [1, 0, 2, 0, 1, 1],
    assumed: ["names"],
  },
  { what: "NumPy: rows in a string", source: "x = np.matrix('1.5 -0.25 3.125; 0.5 0.75 2.875')" },
  { what: "NumPy: rows in a string, with commas", source: 'np.mat("1.5, -0.25, 3.125; 0.5, 0.75, 2.875")' },
  ...[
    "x.requires_grad_()",
    "print(x.sum())",
    "y = np.sort(x)",
    "y = sorted(x)",
    "x.sum()",
    "assert!(x == y)",
    "y = shuffle(x)",
    "y.sort()",
    "y[0] += x[0]",
  ].map((line) => ({
    what: `an x that is only used: ${line}`,
    source: `x = [[1.5, -0.25, 3.125], [0.5, 0.75, 2.875]]\n${line}\n`,
  })),
  { what: "a shape in front of its array", source: "(2, 3)\n[[ 1.5  -0.25  3.125]\n [ 0.5   0.75  2.875]]\n" },
  {
    what: "a dict with scalars of NumPy 2",
    source:
      "{'x': array([[1.5, -0.25, 3.125],\n       [0.5, 0.75, 2.875]]), 'eps': np.float64(1e-05), 'gamma': array([1., 2., 3.])}",
    gamma: [1, 2, 3],
    eps: 1e-5,
  },
  {
    what: "a print in the colours of a terminal",
    source: "\u001b[32m[[1.5, -0.25, 3.125],\u001b[0m\n \u001b[1m\u001b[33m[0.5, 0.75, 2.875]]\u001b[0m",
  },
  {
    what: "six axes, as layer norm may have them",
    source: "x = np.array([[[[[[1.5, -0.25, 3.125]]]]], [[[[[0.5, 0.75, 2.875]]]]]])",
    x: { shape: [2, 1, 1, 1, 1, 3], values: [1.5, -0.25, 3.125, 0.5, 0.75, 2.875] },
  },
];
