import type { Paste } from "./paste";

/** Julia, MATLAB, Octave, R, C, C++, Rust, Go, Java, JavaScript and their debuggers. */
export const LANGUAGES: readonly Paste[] = [
  {
    what: "C, the rows in one list",
    source: "float x[2][3] = {1.5, -0.25, 3.125, 0.5, 0.75, 2.875};\n",
    dtype: "float32",
  },
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
  { what: "gdb", source: "$1 = {{1.5, -0.25, 3.125}, {0.5, 0.75, 2.875}}" },
  {
    what: "gdb: repeats",
    source: "$3 = {{0 <repeats 12 times>, 2}, {1, 0 <repeats 11 times>, 3}}",
    x: {
      shape: [2, 13],
      values: [...Array.from({ length: 12 }, () => 0), 2, 1, ...Array.from({ length: 11 }, () => 0), 3],
    },
  },
  {
    what: "gdb: repeated rows",
    source: "$1 = {{1.5, 2} <repeats 3 times>}",
    x: { shape: [3, 2], values: [1.5, 2, 1.5, 2, 1.5, 2] },
  },
  {
    what: "gdb: vectors",
    source:
      "$1 = std::vector of length 2, capacity 2 = {std::vector of length 3, capacity 3 = {1.5, -0.25, 3.125}, std::vector of length 3, capacity 3 = {0.5, 0.75, 2.875}}",
  },
  {
    what: "gdb: std::array",
    source: "$2 = {_M_elems = {{_M_elems = {1.5, -0.25, 3.125}}, {_M_elems = {0.5, 0.75, 2.875}}}}",
  },
  {
    what: "gdb: a session",
    source: "(gdb) p x\n$1 = {{1.5, -0.25, 3.125}, {0.5, 0.75, 2.875}}\n(gdb) p gamma\n$2 = {1, 2, 3}\n",
    gamma: [1, 2, 3],
  },
  {
    what: "lldb",
    source:
      "(double[2][3]) x = {\n  [0] = ([0] = 1.5, [1] = -0.25, [2] = 3.125)\n  [1] = ([0] = 0.5, [1] = 0.75, [2] = 2.875)\n}",
  },
  {
    what: "lldb: vectors",
    source:
      "(std::vector<std::vector<double> >) x = size=2 {\n  [0] = size=3 {\n    [0] = 1.5\n    [1] = -0.25\n    [2] = 3.125\n  }\n  [1] = size=3 {\n    [0] = 0.5\n    [1] = 0.75\n    [2] = 2.875\n  }\n}",
  },
  { what: "delve: slices", source: "[][]float64 len: 2, cap: 2, [[1.5,-0.25,3.125],[0.5,0.75,2.875]]" },
  { what: "delve: arrays", source: "(dlv) p x\n[2][3]float64 [[1.5,-0.25,3.125],[0.5,0.75,2.875]]" },
  { what: "Go: Println", source: "[[1.5 -0.25 3.125] [0.5 0.75 2.875]]" },
  { what: "Go: %#v", source: "[][]float64{[]float64{1.5, -0.25, 3.125}, []float64{0.5, 0.75, 2.875}}" },
  {
    what: "Go: %#v of float32",
    source: "[2][3]float32{[3]float32{1.5, -0.25, 3.125}, [3]float32{0.5, 0.75, 2.875}}",
    dtype: "float32",
  },
  { what: "Go: a literal", source: "x := [][]float64{\n\t{1.5, -0.25, 3.125},\n\t{0.5, 0.75, 2.875},\n}" },
  {
    what: "Go: a map",
    source: "map[dout:[[1 0 2] [0 1 1]] x:[[1.5 -0.25 3.125] [0.5 0.75 2.875]]]",
    dout: [1, 0, 2, 0, 1, 1],
  },
  { what: "Go: %+v of a struct", source: "{X:[[1.5 -0.25 3.125] [0.5 0.75 2.875]] Gamma:[1 2 3]}", gamma: [1, 2, 3] },
  { what: "Rust: {:?}", source: "[[1.5, -0.25, 3.125], [0.5, 0.75, 2.875]]" },
  {
    what: "Rust: {:#?}",
    source:
      "[\n    [\n        1.5,\n        -0.25,\n        3.125,\n    ],\n    [\n        0.5,\n        0.75,\n        2.875,\n    ],\n]",
  },
  { what: "Rust: vec!", source: "let x = vec![vec![1.5, -0.25, 3.125], vec![0.5, 0.75, 2.875]];" },
  {
    what: "Rust: types and underscores",
    source: "let x: [[f32; 2]; 2] = [[1_000.5f32, f32::NAN], [f32::NEG_INFINITY, 2.0_f32]];",
    x: { shape: [2, 2], values: [1000.5, NaN, -Infinity, 2] },
    dtype: "float32",
  },
  { what: "Rust: array!", source: "let x = array![[1.5, -0.25, 3.125], [0.5, 0.75, 2.875]];" },
  {
    what: "Rust: a struct",
    source: "P { x: [[1.5, -0.25, 3.125], [0.5, 0.75, 2.875]], gamma: [1.0, 2.0, 3.0], eps: 1e-5 }",
    gamma: [1, 2, 3],
    eps: 1e-5,
  },
  {
    what: "C",
    source: "static const double x[2][3] = {\n  {1.5, -.25, 3.125}, /* first */\n  {0.5, 0.75, 2.875},\n};",
  },
  {
    what: "C++: vectors",
    source: "std::vector<std::vector<float>> x{{1.5f, -0.25f, 3.125f}, {0.5f, 0.75f, 2.875f}};",
    dtype: "float32",
  },
  {
    what: "C++: libtorch",
    source: "auto x = torch::tensor({{1.5, -0.25, 3.125}, {0.5, 0.75, 2.875}});",
    dtype: "float32",
  },
  { what: "Java", source: "double[][] x = new double[][] {{1.5d, -0.25d, 3.125}, {0.5, 0.75, 2.875}};" },
  { what: "Java: deepToString", source: "[[1.5, -0.25, 3.125], [0.5, 0.75, 2.875]]" },
  { what: "Java: List.of", source: "var x = List.of(List.of(1.5, -0.25, 3.125), List.of(0.5, 0.75, 2.875));" },
  { what: "Kotlin", source: "val x = arrayOf(doubleArrayOf(1.5, -0.25, 3.125), doubleArrayOf(0.5, 0.75, 2.875))" },
  { what: "Scala", source: "val x = Array(Array(1.5, -0.25, 3.125), Array(0.5, 0.75, 2.875))" },
  { what: "C#", source: "double[,] x = new double[,] { { 1.5, -0.25, 3.125 }, { 0.5, 0.75, 2.875 } };" },
  { what: "TypeScript", source: "const x: number[][] = [\n  [1.5, -0.25, 3.125],\n  [0.5, 0.75, 2.875],\n] as const;" },
  {
    what: "Node: typed arrays",
    source: "[\n  Float64Array(3) [ 1.5, -0.25, 3.125 ],\n  Float64Array(3) [ 0.5, 0.75, 2.875 ]\n]",
  },
  {
    what: "Node: Float32Array",
    source: "[\n  Float32Array(3) [ 1.5, -0.25, 3.125 ],\n  Float32Array(3) [ 0.5, 0.75, 2.875 ]\n]",
    dtype: "float32",
  },
  {
    what: "Node: an object",
    source: "{\n  x: [ [ 1.5, -0.25, 3.125 ], [ 0.5, 0.75, 2.875 ] ],\n  gamma: [ 1, 2, 3 ],\n  eps: 0.00001\n}",
    gamma: [1, 2, 3],
    eps: 1e-5,
  },
  {
    what: "Node: a map",
    source: "Map(2) {\n  'x' => [ [ 1.5, -0.25, 3.125 ], [ 0.5, 0.75, 2.875 ] ],\n  'gamma' => [ 1, 2, 3 ]\n}",
    gamma: [1, 2, 3],
  },
  {
    what: "Node: console.table",
    source:
      "┌─────────┬─────┬───────┬───────┐\n│ (index) │ 0   │ 1     │ 2     │\n├─────────┼─────┼───────┼───────┤\n│ 0       │ 1.5 │ -0.25 │ 3.125 │\n│ 1       │ 0.5 │ 0.75  │ 2.875 │\n└─────────┴─────┴───────┴───────┘",
    assumed: ["header", "index"],
  },
  { what: "Mathematica", source: "{{1.5, -0.25, 3.125}, {0.5, 0.75, 2.875}}" },
  { what: "Lua", source: "local x = {{1.5, -0.25, 3.125}, {0.5, 0.75, 2.875}}" },
  {
    what: "Fortran",
    source:
      "   1.5000000000D+00  -2.5000000000D-01   3.1250000000D+00\n   5.0000000000D-01   7.5000000000D-01   2.8750000000D+00",
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
    what: "JavaScript: a function of gamma gives it no value",
    source: "const x = [[1.5, -0.25, 3.125], [0.5, 0.75, 2.875]];\nconst f = gamma => 2;\nys.map((beta) => 3);\n",
  },
  {
    what: "PHP: pairs with names",
    source: "['x' => [[1.5, -0.25, 3.125], [0.5, 0.75, 2.875]], 'gamma' => 2]",
    gamma: [2],
  },
  { what: "Ruby: symbols", source: "{:x => [[1.5, -0.25, 3.125], [0.5, 0.75, 2.875]], :gamma => 2}", gamma: [2] },
  {
    what: "C++: std::array with all its braces",
    source: "std::array<std::array<float, 3>, 2> x{{{1.5f, -0.25f, 3.125f}, {0.5f, 0.75f, 2.875f}}};",
    dtype: "float32",
  },
  {
    what: "C++: std::array with braces around each list",
    source: "array<array<double, 3>, 2> x = {{ {{1.5, -0.25, 3.125}}, {{0.5, 0.75, 2.875}} }};",
  },
  {
    what: "C#: arrays without a type",
    source: "var x = new[] { new[] { 1.5, -0.25, 3.125 }, new[] { 0.5, 0.75, 2.875 } };",
  },
  { what: "R: rbind", source: "x <- rbind(c(1.5, -0.25, 3.125), c(0.5, 0.75, 2.875))" },
  { what: "Rust: Some", source: "Some([[1.5, -0.25, 3.125], [0.5, 0.75, 2.875]])" },
  {
    what: "Node: whole numbers of any size",
    source: "[ [ 1n, 2n ], [ 3n, 4n ] ]",
    x: { shape: [2, 2], values: [1, 2, 3, 4] },
  },
  {
    what: "MATLAB: comments behind rows",
    source: "x = [1.5 -0.25 3.125 % first\n     0.5 0.75 2.875]; % second",
    assumed: ["rows"],
  },
];
