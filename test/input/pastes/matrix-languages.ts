import type { Paste } from "./paste";

/** Julia, MATLAB, Octave, R and the matrix libraries of C++ and Rust, which print as they do. */
export const MATRIX_LANGUAGES: readonly Paste[] = [
  {
    what: "R: whole numbers on three lines for each row",
    source:
      "     [,1] [,2] [,3] [,4] [,5] [,6]\n[1,]    1    2    3    4    5    6\n[2,]    7    8    9   10   11   12\n     [,7] [,8] [,9]\n[1,]   13   14   15\n[2,]   16   17   18\n     [,10]\n[1,]    19\n[2,]    20",
    x: { shape: [2, 10], values: [1, 2, 3, 4, 5, 6, 13, 14, 15, 19, 7, 8, 9, 10, 11, 12, 16, 17, 18, 20] },
    assumed: ["header", "index"],
    alternatives: [],
  },
  {
    what: "R: a matrix of formatted whole numbers",
    source: "     [,1] [,2] [,3]\n[1,] 1    2    3   \n[2,] 4    5    6   ",
    x: { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
    assumed: ["header", "index"],
  },
  { what: "Eigen: behind a name on its line", source: "x:   1.5 -0.25 3.125\n  0.5  0.75 2.875" },
  {
    what: "Eigen: two behind their names",
    source: "x = 1.5 -0.25 3.125\n 0.5  0.75 2.875\ndx = 1 2 3\n4 5 6",
    dx: [1, 2, 3, 4, 5, 6],
  },
  { what: "Eigen: its heavy format", source: "[[  1.5, -0.25, 3.125];\n [  0.5,  0.75, 2.875]]" },
  { what: "Julia: REPL", source: "2×3 Matrix{Float64}:\n 1.5  -0.25  3.125\n 0.5   0.75  2.875" },
  {
    what: "Julia 1.5: REPL",
    source: "2×3 Array{Float32,2}:\n 1.5  -0.25  3.125\n 0.5   0.75  2.875",
    dtype: "float32",
  },
  {
    what: "Julia: slices",
    source: "2×2×2 Array{Float64, 3}:\n[:, :, 1] =\n 1.5  -0.25\n 0.5   0.75\n\n[:, :, 2] =\n 3.125  2.0\n 2.875  1.0",
    x: { shape: [2, 2, 2], values: [1.5, 3.125, -0.25, 2, 0.5, 2.875, 0.75, 1] },
  },
  { what: "Julia: print", source: "[1.5 -0.25 3.125; 0.5 0.75 2.875]" },
  { what: "Julia: a Float32 literal", source: "x = Float32[1.5 -0.25 3.125; 0.5 0.75 2.875]", dtype: "float32" },
  {
    what: "Julia: vectors in a vector",
    source: "2-element Vector{Vector{Float64}}:\n [1.5, -0.25, 3.125]\n [0.5, 0.75, 2.875]",
    assumed: ["rows"],
  },
  {
    what: "Julia: a session",
    source:
      "julia> x\n2×3 Matrix{Float64}:\n 1.5  -0.25  3.125\n 0.5   0.75  2.875\n\njulia> gamma\n3-element Vector{Float64}:\n 1.0\n 2.0\n 3.0\n",
    gamma: [1, 2, 3],
  },
  {
    what: "Julia: a data frame",
    source:
      "2×3 DataFrame\n Row │ a        b        c       \n     │ Float64  Float64  Float64 \n─────┼───────────────────────────\n   1 │     1.5    -0.25    3.125\n   2 │     0.5     0.75    2.875",
    assumed: ["index", "header"],
  },
  { what: "MATLAB", source: "x =\n\n    1.5000   -0.2500    3.1250\n    0.5000    0.7500    2.8750\n\n" },
  {
    what: "MATLAB: a class and a factor",
    source:
      "x =\n\n  2×3 single matrix\n\n   1.0e+03 *\n\n    0.0015   -0.0003    3.1250\n    0.0005    0.0008    2.8750\n",
    x: { shape: [2, 3], values: [1.5, Math.fround(-0.3), 3125, 0.5, Math.fround(0.8), 2875] },
    dtype: "float32",
    assumed: ["scale"],
  },
  {
    what: "MATLAB: columns",
    source:
      "x =\n\n  Columns 1 through 3\n\n    1.5000   -0.2500    3.1250\n    0.5000    0.7500    2.8750\n\n  Columns 4 through 5\n\n    4.0000    5.0000\n    1.0000    2.0000\n",
    x: { shape: [2, 5], values: [1.5, -0.25, 3.125, 4, 5, 0.5, 0.75, 2.875, 1, 2] },
  },
  {
    what: "MATLAB: slices",
    source:
      "x(:,:,1) =\n\n    1.5000   -0.2500\n    0.5000    0.7500\n\n\nx(:,:,2) =\n\n    3.1250    2.0000\n    2.8750    1.0000\n",
    x: { shape: [2, 2, 2], values: [1.5, 3.125, -0.25, 2, 0.5, 2.875, 0.75, 1] },
  },
  {
    what: "MATLAB: a session",
    source:
      ">> x\n\nx =\n\n    1.5000   -0.2500    3.1250\n    0.5000    0.7500    2.8750\n\n>> gamma\n\ngamma =\n\n     1     2     3\n\n",
    gamma: [1, 2, 3],
  },
  {
    what: "MATLAB: a table",
    source:
      "\n  2×3 table\n\n     a       b        c  \n    ___    _____    _____\n\n    1.5    -0.25    3.125\n    0.5     0.75    2.875\n",
    assumed: ["header"],
  },
  { what: "MATLAB: source over lines", source: "x = [1.5 -0.25 3.125; ...\n     0.5 0.75 2.875];  % the batch" },
  {
    what: "Octave",
    source:
      "x =\n\n Columns 1 and 2:\n\n   1.5000  -0.2500\n   0.5000   0.7500\n\n Column 3:\n\n   3.1250\n   2.8750\n\n",
  },
  { what: "Octave: mat2str", source: "[1.5 -0.25 3.125;0.5 0.75 2.875]" },
  { what: "Armadillo", source: "   1.5000  -0.2500   3.1250\n   0.5000   0.7500   2.8750\n" },
  { what: "Eigen", source: "  1.5 -0.25 3.125\n  0.5  0.75 2.875\n" },
  { what: "Eigen: Octave's format", source: "[1.5, -0.25, 3.125;\n 0.5, 0.75, 2.875]" },
  { what: "OpenCV", source: "[1.5, -0.25, 3.125;\n 0.5, 0.75, 2.875]" },
  { what: "xtensor", source: "{{ 1.5  , -0.25 ,  3.125},\n { 0.5  ,  0.75 ,  2.875}}" },
  {
    what: "nalgebra",
    source:
      "\n  ┌                      ┐\n  │   1.5 -0.25 3.125 │\n  │   0.5  0.75 2.875 │\n  └                      ┘\n",
  },
  {
    what: "R: a matrix",
    source: "     [,1]  [,2]  [,3]\n[1,]  1.5 -0.25 3.125\n[2,]  0.5  0.75 2.875\n",
    assumed: ["header", "index"],
  },
  {
    what: "R: a wide matrix",
    source: "     [,1]  [,2]\n[1,]  1.5 -0.25\n[2,]  0.5  0.75\n      [,3]\n[1,] 3.125\n[2,] 2.875\n",
  },
  {
    what: "R: an array",
    source:
      ", , 1\n\n     [,1]  [,2]\n[1,]  1.5 -0.25\n[2,]  0.5  0.75\n\n, , 2\n\n      [,1] [,2]\n[1,] 3.125    2\n[2,] 2.875    1\n\n",
    x: { shape: [2, 2, 2], values: [1.5, 3.125, -0.25, 2, 0.5, 2.875, 0.75, 1] },
  },
  {
    what: "R: a data frame",
    source: "    a     b     c\n1 1.5 -0.25 3.125\n2 0.5  0.75 2.875\n",
    assumed: ["header", "index"],
  },
  {
    what: "R: a tibble",
    source: "# A tibble: 2 × 3\n      a     b     c\n  <dbl> <dbl> <dbl>\n1   1.5 -0.25  3.125\n2   0.5  0.75  2.875\n",
    assumed: ["header", "index"],
  },
  {
    what: "R: a data.table",
    source: "       a     b     c\n   <num> <num> <num>\n1:   1.5 -0.25 3.125\n2:   0.5  0.75 2.875\n",
    assumed: ["index"],
  },
  {
    what: "R: a session",
    source: "> x\n     [,1]  [,2]  [,3]\n[1,]  1.5 -0.25 3.125\n[2,]  0.5  0.75 2.875\n> gamma\n[1] 1 2 3\n",
    gamma: [1, 2, 3],
  },
  {
    what: "MATLAB: rows on lines of their own",
    source: "x = [1.5 -0.25 3.125\n     0.5  0.75 2.875];\n",
    assumed: ["rows"],
  },
  {
    what: "Julia: rows on lines of their own",
    source: "x = [\n  1.5 -0.25 3.125\n  0.5  0.75 2.875\n]\n",
    assumed: ["rows"],
  },
  {
    what: "MATLAB: rows with commas, on lines of their own",
    source: "x = [1.5, -0.25, 3.125\n     0.5,  0.75, 2.875];\n",
    assumed: ["rows"],
  },
  {
    what: "MATLAB: rows apart by lines and by semicolons",
    source: "x = [1.5 -0.25\n 3.125 0.5; 0.75 2.875\n 1 2];\n",
    x: { shape: [4, 2], values: [1.5, -0.25, 3.125, 0.5, 0.75, 2.875, 1, 2] },
  },
  {
    what: "MATLAB: comments behind rows",
    source: "x = [1.5 -0.25 3.125 % first\n     0.5 0.75 2.875]; % second",
    assumed: ["rows"],
  },
  { what: "R: rbind", source: "x <- rbind(c(1.5, -0.25, 3.125), c(0.5, 0.75, 2.875))" },
  {
    what: "R: a list",
    source:
      "$x\n     [,1]  [,2]  [,3]\n[1,]  1.5 -0.25 3.125\n[2,]  0.5  0.75 2.875\n\n$gamma\n[1] 1 2 3\n\n$eps\n[1] 1e-05\n\n",
    gamma: [1, 2, 3],
    eps: 1e-5,
    assumed: ["index"],
  },
  { what: "Scala: vectors", source: "val x = Vector(Vector(1.5, -0.25, 3.125), Vector(0.5, 0.75, 2.875))" },
  {
    what: "Elixir: Nx",
    source: "#Nx.Tensor<\n  f32[2][3]\n  [\n    [1.5, -0.25, 3.125],\n    [0.5, 0.75, 2.875]\n  ]\n>",
    dtype: "float32",
  },
  {
    what: "R: a data frame with a factor",
    source: "  group   a     b     c\n1     u 1.5 -0.25 3.125\n2     v 0.5  0.75 2.875\n3     u 2.0  1.00 4.000\n",
    x: { shape: [3, 3], values: [1.5, -0.25, 3.125, 0.5, 0.75, 2.875, 2, 1, 4] },
    assumed: ["index"],
  },
  {
    what: "R: a tibble with words",
    source:
      "# A tibble: 2 × 4\n  group     a     b     c\n  <chr> <dbl> <dbl> <dbl>\n1 u       1.5 -0.25  3.12\n2 v       0.5  0.75  2.88\n",
    x: { shape: [2, 3], values: [1.5, -0.25, 3.12, 0.5, 0.75, 2.88] },
    assumed: ["index"],
  },
  {
    what: "R: a data frame, wide",
    source:
      "      V1      V2      V3      V4     V5      V6      V7     V8     V9     V10\n1 1.0585 -0.6192 -0.2550 -0.1444 2.3080  0.4570 -0.3340 0.7876 1.0274 -1.2313\n2 0.8864  2.2061 -1.4245  0.2075 0.1058 -0.0772 -0.0347 2.0752 1.2079  0.9839\n      V11     V12     V13     V14     V15\n1  0.2199  0.5210  1.4646 -0.4302 -0.1771\n2 -1.4673 -0.1588 -0.7661 -0.9261  0.4020",
    x: {
      shape: [2, 15],
      values: [
        1.0585, -0.6192, -0.255, -0.1444, 2.308, 0.457, -0.334, 0.7876, 1.0274, -1.2313, 0.2199, 0.521, 1.4646, -0.4302,
        -0.1771, 0.8864, 2.2061, -1.4245, 0.2075, 0.1058, -0.0772, -0.0347, 2.0752, 1.2079, 0.9839, -1.4673, -0.1588,
        -0.7661, -0.9261, 0.402,
      ],
    },
    assumed: ["header", "index", "further-columns"],
  },
  {
    what: "R: a data frame in three blocks",
    source:
      "    feature_0   feature_1   feature_2   feature_3\n1   1.2881848   1.4494456   0.0663358  -0.7645437\n2  -1.0221032  -1.4368294   0.1993120   0.1333746\n    feature_4   feature_5   feature_6   feature_7\n1   0.0050053  -0.0647418  -1.5058290   0.5379972\n2   0.2029692  -0.1447023   1.2327572   0.1987912\n    feature_8\n1   0.2181718\n2   0.6962470",
    x: {
      shape: [2, 9],
      values: [
        1.2881848, 1.4494456, 0.0663358, -0.7645437, 0.0050053, -0.0647418, -1.505829, 0.5379972, 0.2181718, -1.0221032,
        -1.4368294, 0.199312, 0.1333746, 0.2029692, -0.1447023, 1.2327572, 0.1987912, 0.696247,
      ],
    },
    assumed: ["header", "index", "further-columns"],
    alternatives: ["tables-apart", "first-column-as-data"],
  },
  {
    what: "R: a matrix with names of columns, wide",
    source:
      "         V1      V2      V3      V4     V5      V6      V7     V8     V9\n[1,] 1.0585 -0.6192 -0.2550 -0.1444 2.3080  0.4570 -0.3340 0.7876 1.0274\n[2,] 0.8864  2.2061 -1.4245  0.2075 0.1058 -0.0772 -0.0347 2.0752 1.2079\n         V10     V11     V12     V13     V14     V15\n[1,] -1.2313  0.2199  0.5210  1.4646 -0.4302 -0.1771\n[2,]  0.9839 -1.4673 -0.1588 -0.7661 -0.9261  0.4020",
    x: {
      shape: [2, 15],
      values: [
        1.0585, -0.6192, -0.255, -0.1444, 2.308, 0.457, -0.334, 0.7876, 1.0274, -1.2313, 0.2199, 0.521, 1.4646, -0.4302,
        -0.1771, 0.8864, 2.2061, -1.4245, 0.2075, 0.1058, -0.0772, -0.0347, 2.0752, 1.2079, 0.9839, -1.4673, -0.1588,
        -0.7661, -0.9261, 0.402,
      ],
    },
    assumed: ["header", "index", "further-columns"],
  },
];
