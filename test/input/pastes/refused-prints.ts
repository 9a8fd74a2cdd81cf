import type { Refused } from "./paste";

/** Prints of NumPy, PyTorch and JAX that hold no numbers, or no real ones. */
export const REFUSED_PRINTS: readonly Refused[] = [
  { what: "a number with a slip, over whole numbers", source: "9x,1\n1,2\n", says: /got "9x" in value 1 of row 1/ },
  { what: "a row that lost its end", source: "7\n1,2\n", says: /Row 2 has 2 values, expected 1/ },
  {
    what: "one row with a gap, below two lines of labels",
    source: ",0,1\n,0,1\n0,1.5,\n",
    says: /got an empty field .* in value 3 of row 1/,
  },
  {
    what: "eps above lines of numbers",
    source: "eps=0.001\n1.5,-0.25\n0.5,0.75\n",
    says: /got "eps=0\.001" in value 1/,
  },
  {
    what: "eps above lines apart by blanks",
    source: "eps: 1e-3\nx: 1.5 -0.25\n   0.5 0.75\n",
    says: /got "eps:" in value 1/,
  },
  { what: "NumPy: no elements", source: "array([], shape=(0, 3), dtype=float64)", says: /an array without numbers/ },
  { what: "PyTorch: no elements", source: "tensor([], size=(0, 3))", says: /an array without numbers/ },
  { what: "PyTorch: a meta tensor", source: "tensor(..., device='meta', size=(2, 3))", says: /a shape and no numbers/ },
  { what: "JAX: a tracer", source: "JitTracer(float32[2,3])", says: /traced and has no numbers yet/ },
  { what: "JAX: a shape", source: "ShapeDtypeStruct(shape=(2, 3), dtype=float32)", says: /a shape and no numbers/ },
  { what: "JAX: a scalar", source: "Array(1.5, dtype=float32, weak_type=True)", says: /Expected an array in brackets/ },
  {
    what: "JAX: float8",
    source: "Array([[1.5, -0.25],\n       [0.5, 0.75]], dtype=float8_e4m3fn)",
    says: /dtype is float8_e4m3fn/,
  },
  {
    what: "NumPy: complex numbers of one part",
    source: "array([[ 0.+1.5j  , -0.-0.25j ]], dtype=complex64)",
    says: /got 0\.\+1\.5j in value 1 of row 1/,
  },
  { what: "NumPy: a masked value, printed", source: "[[1.5 -0.25 --]\n [0.5 0.75 2.875]]", says: /got -- in value 3/ },
  {
    what: "NumPy: a structured array with bytes",
    source: "array([(1.5, 2, b'a'), (2.5, 3, b'b')],\n      dtype=[('a', '<f8'), ('b', '<i4'), ('c', 'S1')])",
    says: /got b'a' in value 3 of row 1/,
  },
  { what: "NumPy: per cent", source: "[[   1.5%   -0.2%]\n [   0.5%    0.8%]]", says: /got 1\.5% in value 1 of row 1/ },
  {
    what: "NumPy: extended precision",
    source: "array([[ 1.5  , -0.25 ],\n       [ 0.5  ,  0.75 ]], dtype=float128)",
    says: /dtype is float128/,
  },
  {
    what: "PyTorch: rows and columns left out",
    source: "tensor([[[0.0000,  ..., 0.4286],\n         ...,\n         [1.1429,  ..., 1.5714]]])",
    says: /"\.\.\." .*torch\.set_printoptions\(threshold=sys\.maxsize\)/,
  },
  {
    what: "PyTorch: quantized",
    source:
      "tensor([[ 1.5000, -0.2000]], size=(1, 2), dtype=torch.qint8,\n       quantization_scheme=torch.per_tensor_affine, scale=0.1, zero_point=0)",
    says: /dtype is torch\.qint8/,
  },
  {
    what: "MATLAB: complex",
    source: "A =\n\n   1.0 + 2.0i   3.0 + 0.0i\n   0.0 + 1.0i  -1.0 + 0.0i\n",
    says: /complex/,
  },
  { what: "R: complex", source: "     [,1]  [,2]\n[1,] 1+2i  3+0i\n[2,] 0+1i -1+0i\n", says: /complex/ },
  {
    what: "MATLAB: a cell array",
    source: "  2×2 cell array\n\n    {[1.5000]}    {[-0.2500]}\n    {[0.5000]}    {[ 0.7500]}\n",
    says: /a cell array of MATLAB/,
  },
  { what: "Java: an address", source: "[[D@1b6d3586\n", says: /the address of an array of Java/ },
  {
    what: "a browser's console",
    source: "(2) [Array(2), Array(2)]\n0: (2) [1.5, -0.25]\n1: (2) [0.5, 0.75]\nlength: 2\n",
    says: /a browser's console shows it/,
  },
  { what: "Node: more items", source: "[\n  [ 1, 2 ], [ 3, 4 ],\n  ... 98 more items\n]\n", says: /JSON\.stringify/ },
  { what: "TF.js: a part", source: "Tensor\n    [[1.5, ..., 3],\n     [0.5, ..., 4]]\n", says: /x\.arraySync/ },
  { what: "OCaml", source: "[|[|1.5; -0.25|]; [|0.5; 0.75|]|]", says: /of OCaml or F#/ },
  {
    what: "names with a value each",
    source: 'dims: 2\ndims: 2\nfloat_data: 1.5\nfloat_data: -0.25\nname: "x"\n',
    says: /names with one value each/,
  },
  { what: "numbers of lines", source: "12:1.5 -0.25\n13:0.5 0.75\n", says: /got "12:1\.5"/ },
  { what: "fractions", source: "1/2 3\n3/4 5\n", says: /got "1\/2"/ },
  {
    what: "numbers that ran into each other",
    source: "1.50000-0.25000 3.125\n0.50000-0.75000 2.875\n",
    says: /got "1\.5/,
  },
  { what: "a colour inside of a number", source: "[[1.\u001b[1m5, 2], [3, 4]]", says: /Expected/ },
  {
    what: "some rows of a long table in HTML",
    source: "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>\n<p>100 rows × 2 columns</p>",
    says: /The text says 100 x 2, got 2 x 2/,
  },
  { what: "R: a list of vectors", source: "[[1]]\n[1] 1.5 2\n\n[[2]]\n[1] 3 4\n", says: /got a list as R prints it/ },
  { what: "R: a list with names", source: "$a\n[1] 1.5 2\n\n$b\n[1] 3 4\n", says: /got a list as R prints it/ },
  {
    what: "Octave: a cell array",
    source: "z =\n{\n  [1,1] = 1.5\n  [2,1] = 2\n}\n",
    says: /got a cell array of Octave/,
  },
  {
    what: "a first value that is missing before words for numbers",
    source: ",inf,-inf\n1.0,2.0,3.5\n",
    says: /got an empty field .* in value 1 of row 1, line 1/,
  },
  {
    what: "a shape before rows on its line",
    source: "shape: 2 2\n1.5 2\n3 4\n",
    says: /Expected a number, got "shape:"/,
  },
  {
    what: "polars: a list of dicts",
    source: "[{'a': 1.5, 'b': 2.0}, {'a': 3.0, 'b': 4.0}]",
    says: /got a list of dicts of Python/,
  },
  {
    what: "Julia: a third axis in brackets",
    source: "[1.0 2.0; 3.0 4.0;;; 5.0 6.0; 7.0 8.0]",
    says: /got an array of Julia with a third axis/,
  },
  {
    what: "Julia: dots for zeros",
    source: "2×2 Diagonal{Float64, Vector{Float64}}:\n 1.1   ⋅ \n  ⋅   4.0",
    says: /got a matrix of Julia with dots for its zeros/,
  },
  {
    what: "R: a matrix with a value that is missing",
    source: "     [,1]  [,2]\n[1,]  1.5    NA\n[2,]  0.5  0.75\n",
    says: /got "NA" \(write nan for a missing value\) in value 3 of row 1, line 2/,
  },
];
