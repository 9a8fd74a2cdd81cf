import type { Refused } from "./paste";

/** What must not be read, for it would be read wrongly. */
export const REFUSED: readonly Refused[] = [
  {
    what: "an abbreviated data frame",
    source: "      a  b\n0   1.5  2\n..  ... ..\n99  0.5  3\n\n[100 rows x 2 columns]",
    says: /got "\.\.\."/,
  },
  {
    what: "missing columns",
    source: "     a  ...      c\n0  1.5  ...  3.125\n1  0.5  ...  2.875\n\n[2 rows x 3 columns]",
    says: /got "\.\.\."/,
  },
  {
    what: "missing rows",
    source: "     a     b\n0  1.5 -0.25\n\n[2 rows x 2 columns]",
    says: /The print says 2 x 2, got 1 x 2/,
  },
  {
    what: "missing slices",
    source: "(1,.,.) = \n 1 2\n 3 4\n\n(3,.,.) = \n 5 6\n 7 8\n[ CPUFloatType{3,2,2} ]",
    says: /3 slices/,
  },
  {
    what: "a Julia matrix with dots",
    source: "100×2 Matrix{Float64}:\n 1.5  -0.25\n ⋮\n 0.5   0.75",
    says: /got "\.\.\."/,
  },
  {
    what: "a print of fewer rows than it says",
    source: "[[1., 2.]]\nTensor[[2, 2], f32]",
    says: /says 2 x 2, got 1 x 2/,
  },
  {
    what: "rows that C fills with zeros",
    source: "float x[2][3] = {{1.5, -0.25}, {0.5, 0.75}};",
    says: /says 2 x 3, got 2 x 2/,
  },
  {
    what: "a row that C leaves out",
    source: "static const double x[3][2] = {{1.5, -0.25}, {0.5, 0.75}};",
    says: /says 3 x 2, got 2 x 2/,
  },
  {
    what: "a gamma that C fills with zeros",
    source: "float x[2][2] = {{1.5, -0.25}, {0.5, 0.75}};\nfloat gamma[2] = {0.5};",
    says: /says 2, got 1/,
  },
  {
    what: "a row that Go leaves out",
    source: "x := [3][2]float64{{1.5, -0.25}, {0.5, 0.75}}",
    says: /says 3 x 2, got 2 x 2/,
  },
  { what: "a transposed matrix", source: "x = np.array([[1, 2], [3, 4]]).T", says: /got "\.T" behind it/ },
  { what: "a transposed matrix of MATLAB", source: "x = [1 2; 3 4]';", says: /behind it, which is not run/ },
  { what: "a quotient", source: "x = np.array([[1, 2], [3, 4]]) / 255", says: /got "\/ 255" behind it/ },
  {
    what: "a function of it",
    source: "x = np.log(np.array([[1, 2], [3, 4]]))",
    says: /got "np\.log\(" in front of it/,
  },
  {
    what: "an x that is changed",
    source: "x = np.array([[1., 2.], [3., 4.]])\nx = x / 255\n",
    says: /x is made by "x \/ 255", which is not run/,
  },
  {
    what: "an x that is changed in place",
    source: "x = np.array([[1., 2.], [3., 4.]])\nx *= 2\n",
    says: /x is made by "x \*= 2"/,
  },
  {
    what: "an x of which an element is changed",
    source: "x = np.array([[1., 2.], [3., 4.]])\nx[0, 0] = 7\n",
    says: /x is made by "x\[0, 0\] = 7", which is not run/,
  },
  ...["x .*= 2", "x .= 2", "x **= 2", "x //= 2", "x %= 1", "x ^= 2", "x(1, :) = 7;"].map((change) => ({
    what: `an x that is changed by ${change}`,
    source: `x = [1.5 2.5; 3.5 4.5]\n${change}\n`,
    says: /^x is made by "x.*", which is not run/,
  })),
  {
    what: "an x that a method changes",
    source: "x = torch.tensor([[1., 2.], [3., 4.]])\nx.data.mul_(2)\n",
    says: /x is made by "x\.data\.mul_\(2\)", which is not run/,
  },
  {
    what: "an x that is sorted",
    source: "x = np.array([[1., 2.], [3., 4.]])\nx.sort()\n",
    says: /x is made by "x\.sort\(\)", which is not run/,
  },
  {
    what: "a candidate beside a gamma of which an element is changed",
    source: "x = [[1, 2], [3, 5]]\ngamma[0] = 0.5\ndx = [[1, 2], [3, 4]]\n",
    says: /gamma is made by "gamma\[0\] = 0\.5", which is not run/,
  },
  {
    what: "columns laid out first",
    source: "x = np.array([[1, 2, 3], [4, 5, 6]]).reshape((3, 2), order='F')",
    says: /got "\.reshape\(\(3, 2\), orde\.\.\." behind it/,
  },
  {
    what: "fractions that a dtype cuts off",
    source: "x = np.array([[1.5, 2], [3, 4]], dtype=np.int64)",
    says: /dtype is np\.int64, which cuts off the fractions/,
  },
  {
    what: "a candidate beside a gamma that is computed",
    source: "x = [[1, 2], [3, 5]]\ngamma = make_gamma(2)\ndx = [[1, 2], [3, 4]]\n",
    says: /gamma is made by "make_gamma\(2\)", which is not run: expected its numbers/,
  },
  {
    what: "two of a name",
    source: "x = [[1, 2], [3, 5]]\ninput = [[1, 2], [3, 4]]\n",
    says: /"x" and "input" both stand for x/,
  },
  { what: "two matrices without names", source: "[[1 2]\n [3 4]]\n\n[[5 6]\n [7 8]]", says: /another after it/ },
  {
    what: "no x among names",
    source: "gamma = [1, 2]\ndout = [[1, 2], [3, 4]]\n",
    says: /Expected an array named x, got gamma, dout/,
  },
  {
    what: "JSON with a wrong word",
    source: '{"x": [[1,2],[3,5]], "activation": "qqqq"}',
    says: /activation is "qqqq", expected "none"/,
  },
  { what: "JSON with a matrix deep in it", source: '{"a": {"b": [[1, 2], [3, 4]]}}', says: /Unknown key "a"/ },
  {
    what: "records with a matrix in them",
    source: '[{"a": [[1, 2], [3, 4]]}]',
    says: /Expected a number, got an array in "a" of row 1/,
  },
  {
    what: "a shape that does not fit",
    source: '{"shape": [2, 3], "data": [1, 2, 3]}',
    says: /shape of x is 2 x 3, got 3 values/,
  },
  {
    what: "strides of columns",
    source: '{"shape": [2, 2], "strides": [1, 2], "data": [1, 2, 3, 4]}',
    says: /Expected numbers row by row/,
  },
  {
    what: "columns laid out first, in Fortran's order",
    source: '{"shape": [2, 2], "order": "F", "data": [1, 2, 3, 4]}',
    says: /^Expected the numbers of x row by row, got them column by column \(order\)/,
  },
  {
    what: "NumPy's flag for the order of Fortran",
    source: '{"fortran_order": true, "shape": [2, 2], "data": [1, 2, 3, 4]}',
    says: /column by column \(fortran_order\)/,
  },
  {
    what: "the order of Fortran in bytes",
    source: '{"shape": [1, 2], "layout": "column-major", "dtype": "float32", "data": "AADAPwAAgL4="}',
    says: /column by column \(layout\)/,
  },
  {
    what: "coordinates of Matrix Market",
    source: "%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 1.5\n2 2 0.5\n",
    says: /got a file of Matrix Market/,
  },
  { what: "a notebook", source: '{"cells": [], "metadata": {}, "nbformat": 4}', says: /Jupyter notebook/ },
  { what: "points in some numbers and commas in others", source: "1,5;2.5\n3,5;4\n", says: /same decimal mark/ },
  {
    what: "commas between digits, and others between values",
    source: "1,5, 2,5\n3,5, 4,5\n",
    says: /^Expected one comma after each value, got .* are some of them decimal marks\?/,
  },
  { what: "an empty last field", source: "a,b\n1.5,\n0.5,0.75\n", says: /empty field .* in value 2 of row 1/ },
  {
    what: "thousands apart by a space of a page",
    source: "1\u00a0234,5;2\n3;4\n",
    says: /Expected a number, got "1\u00a0234,5"/,
  },
  { what: "NA", source: "a b\n1 NA\n2 3\n", says: /got "NA" \(write nan for a missing value\)/ },
  { what: "Rust's repetition", source: "[[0.0; 3]; 2]", says: /how often one is repeated/ },
  {
    what: "Node's names of arrays",
    source: "[ [ [ [Array], [Array] ] ] ]",
    says: /got a print of Node with "\[Array\]"/,
  },
  {
    what: "a masked value",
    source:
      "masked_array(\n  data=[[1.0, --],\n        [3.0, 4.0]],\n  mask=[[False,  True],\n        [False, False]],\n  fill_value=1e+20)",
    says: /got --/,
  },
  { what: "booleans", source: "array([[ True, False],\n       [False, True]])", says: /got True/ },
  { what: "complex numbers", source: "array([[1.+2.j, 3.+0.j]])", says: /Expected a number, got 1\.\+2\.j/ },
  { what: "a page", source: "<html><body>1 2 3</body></html>", says: /got HTML without a table/ },
  {
    what: "LaTeX with dots",
    source: "\\begin{bmatrix} 1.5 & \\cdots & 2 \\\\ 3 & \\cdots & 4 \\end{bmatrix}",
    says: /^Expected a number in row 1, got "\\cdots"/,
  },
  { what: "a sparse matrix", source: "  (0, 0)\t1.5\n  (1, 2)\t0.5", says: /got a sparse matrix/ },
  {
    what: "a traced array",
    source: "Traced<ShapedArray(float32[2,3])>with<DynamicJaxprTrace(level=1/0)>",
    says: /traced/,
  },
  {
    what: "a tensor of tinygrad",
    source: "<Tensor <LB METAL (2, 3) float (<BufferOps.CONST: 8>, None)> on METAL with grad None>",
    says: /tinygrad/,
  },
];
