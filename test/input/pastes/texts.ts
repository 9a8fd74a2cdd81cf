import type { Paste, Refused } from "./paste";

/** Tables of all kinds, and what mail, pages and spreadsheets do to them. */
export const TEXTS: readonly Paste[] = [
  { what: "R's write.table", source: '"V1" "V2" "V3"\n"1" 1.5 -0.25 3.125\n"2" 0.5 0.75 2.875\n', assumed: ["index"] },
  {
    what: "R, with exponents",
    source: "         [,1]     [,2]\n[1,] 1.5e-05 -2.5e-01\n[2,] 5.0e-01  7.5e+00\n",
    x: { shape: [2, 2], values: [1.5e-5, -0.25, 0.5, 7.5] },
    assumed: ["index"],
  },
  {
    what: "R, with names of columns and no numbers",
    source: "       a    b\n[1,] NaN -Inf\n[2,] 0.5  0.75\n",
    x: { shape: [2, 2], values: [NaN, -Infinity, 0.5, 0.75] },
    assumed: ["index"],
  },
  {
    what: "a tensor in quoted mail",
    source: "Somebody wrote:\n> tensor([[1.5000, -0.2500, 3.1250],\n>         [0.5000, 0.7500, 2.8750]])\n",
    dtype: "float32",
    assumed: ["quoted"],
  },
  {
    what: "a name in mail that is quoted twice",
    source: ">> x = [[1.5, -0.25, 3.125],\n>>      [0.5, 0.75, 2.875]]\n",
    assumed: ["quoted"],
  },
  { what: "R's write.csv", source: '"","a","b","c"\n"1",1.5,-0.25,3.125\n"2",0.5,0.75,2.875\n', assumed: ["index"] },
  {
    what: "a named index",
    source: "idx,a,b,c\n0,1.5,-0.25,3.125\n1,0.5,0.75,2.875\n",
    assumed: ["index"],
    alternatives: ["first-column-as-data"],
  },
  { what: "steps", source: "step\ta\tb\tc\n100\t1.5\t-0.25\t3.125\n200\t0.5\t0.75\t2.875\n", assumed: ["index"] },
  {
    what: "a column that counts, without a name",
    source: "0 1.5\n1 0.5\n2 2.5\n",
    x: { shape: [3, 2], values: [0, 1.5, 1, 0.5, 2, 2.5] },
    assumed: ["first-column"],
    alternatives: ["first-column-as-index"],
  },
  { what: "tabs and decimal commas", source: "1,5\t-0,25\t3,125\n0,5\t0,75\t2,875\n", assumed: ["decimal-commas"] },
  {
    what: "white space and decimal commas",
    source: "1,5  -0,25  3,125\n0,5   0,75  2,875\n",
    assumed: ["decimal-commas"],
  },
  {
    what: "semicolons, decimal commas and points between thousands",
    source: "1.234,5;2\n-3,25;1.000.000\n",
    x: { shape: [2, 2], values: [1234.5, 2, -3.25, 1e6] },
    assumed: ["decimal-commas"],
  },
  {
    what: "commas between thousands",
    source: '"1,234.5",2\n3,"1,000,000"\n',
    x: { shape: [2, 2], values: [1234.5, 2, 3, 1e6] },
    assumed: ["thousands"],
  },
  {
    what: "commas that can be either",
    source: "1,234;5,678\n2,345;6,789\n",
    x: { shape: [2, 2], values: [1.234, 5.678, 2.345, 6.789] },
    assumed: ["decimal-commas"],
    alternatives: ["thousands"],
  },
  { what: "a first row with suffixes", source: "1.5f -0.25f 3.125f\n0.5 0.75 2.875\n", assumed: ["suffix"] },
  {
    what: "a factor over the rows",
    source: "   1.0e+03*\n\n    0.0015   -0.0003    3.1250\n    0.0005    0.0008    2.8750\n",
    x: { shape: [2, 3], values: [1.5, -0.3, 3125, 0.5, 0.8, 2875] },
    assumed: ["scale"],
  },
  { what: "a title over the rows", source: "my matrix\n1.5 -0.25 3.125\n0.5 0.75 2.875\n", assumed: ["header"] },
  { what: "rows that end with commas", source: "1.5, -0.25, 3.125,\n0.5, 0.75, 2.875,\n" },
  { what: "rows that end with semicolons", source: "1.5 -0.25 3.125;\n0.5 0.75 2.875;\n" },
  { what: "a blank line between any two", source: "1.5 -0.25 3.125\n\n0.5 0.75 2.875\n" },
  {
    what: "blocks of rows",
    source: "1 2\n3 4\n\n5 6\n7 8\n",
    x: { shape: [4, 2], values: [1, 2, 3, 4, 5, 6, 7, 8] },
    assumed: ["joined"],
    alternatives: ["tables-as-axis", "table-1", "table-2"],
  },
  {
    what: "two tables",
    source: "a b c\n1.5 -0.25 3.125\n0.5 0.75 2.875\n\nd e\n1 2\n3 4\n5 6\n",
    assumed: ["one-table"],
    alternatives: ["table-2"],
  },
  { what: "labels", source: "name,a,b,c\nfoo,1.5,-0.25,3.125\nbar,0.5,0.75,2.875\n", assumed: ["labels"] },
  { what: "U+2212", source: "[[1.5, −0.25, 3.125], [0.5, 0.75, 2.875]]", assumed: ["minus"] },
  { what: "spaces of a page", source: "1.5\u00a0\u00a0-0.25\u00a0 3.125\n0.5\u00a0\u00a00.75\u00a0\u00a02.875" },
  {
    what: "quoted mail",
    source: "On 3 March Ada wrote:\n> [[1.5, -0.25, 3.125],\n>  [0.5, 0.75, 2.875]]\n\nWhy?\n",
    assumed: ["quoted"],
  },
  { what: "quoted mail without brackets", source: "> 1.5 -0.25 3.125\n> 0.5  0.75 2.875\n", assumed: ["quoted"] },
  { what: "a fence of Markdown", source: "```python\n[[1.5, -0.25, 3.125],\n [0.5, 0.75, 2.875]]\n```\n" },
];

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
