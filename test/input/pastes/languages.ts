import { MATRIX_LANGUAGES } from "./matrix-languages";
import type { Paste } from "./paste";

/** C, C++, Rust, Go, Java, JavaScript and their debuggers, with the languages made for matrices. */
export const LANGUAGES: readonly Paste[] = [
  {
    what: "C, the rows in one list",
    source: "float x[2][3] = {1.5, -0.25, 3.125, 0.5, 0.75, 2.875};\n",
    dtype: "float32",
  },
  ...MATRIX_LANGUAGES,
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
    what: "lldb: rows of one number",
    source: "(double[2][1]) x = {\n  [0] = ([0] = 1.5)\n  [1] = ([0] = -0.25)\n}",
    x: { shape: [2, 1], values: [1.5, -0.25] },
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
  { what: "Rust: Some", source: "Some([[1.5, -0.25, 3.125], [0.5, 0.75, 2.875]])" },
  {
    what: "Node: whole numbers of any size",
    source: "[ [ 1n, 2n ], [ 3n, 4n ] ]",
    x: { shape: [2, 2], values: [1, 2, 3, 4] },
  },
  {
    what: "Java: JShell",
    source: "double[2][] { double[3] { 1.5, -0.25, 3.125 }, double[3] { 0.5, 0.75, 2.875 } }",
  },
  {
    what: "Java: JShell behind a name, in single precision",
    source: "x ==> float[2][] { float[3] { 1.5, -0.25, 3.125 }, float[3] { 0.5, 0.75, 2.875 } }",
    dtype: "float32",
  },
];
