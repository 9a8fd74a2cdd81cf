import type { Paste } from "./paste";

const FLOATS = { shape: [2, 2], values: [Math.fround(0.1), 1000, 0.5, -2] } as const;

/** Numbers as only one language writes them, and matrices as R's calls make them. */
export const LITERALS: readonly Paste[] = [
  { what: "Rust: suffixes behind an underscore and an exponent", source: "let x = [[0.1_f32, 1e3f32], [0.5, -2.]];", x: FLOATS, dtype: "float32" },
  { what: "Rust: f32 behind the first of vectors", source: "let x = vec![vec![0.1f32, 1e3], vec![0.5, -2.]];", x: FLOATS, dtype: "float32" },
  { what: "Rust: f32 behind another number", source: "let x = [[0.1, 1e3f32], [0.5, -2.]];", x: FLOATS, dtype: "float32" },
  { what: "Java: lists of f", source: "List.of(List.of(0.1f, 1e3f), List.of(.5f, -2f))", x: FLOATS, dtype: "float32" },
  { what: "Kotlin: arrays of f", source: "arrayOf(floatArrayOf(0.1f, 1e3f), floatArrayOf(.5f, -2f))", x: FLOATS, dtype: "float32" },
  { what: "rows of f without brackets", source: "0.1f 1e3f\n0.5 -2.f", x: FLOATS, dtype: "float32", assumed: ["suffix"] },
  { what: "Rust: f64 in its numbers", source: "let x = [[1.5f64, -0.25], [0.5, 0.75]];", x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75] } },
  { what: "C++: f behind its numbers alone", source: "auto x = {{0.1f, 1e3f}, {.5f, -2.f}};", x: FLOATS, dtype: "float32" },
  { what: "Julia: Float32 by its numbers", source: "x = [0.1f0 1f3; 0.5f0 -2f0]", x: FLOATS, dtype: "float32" },
  { what: "Julia: a type before numbers of another one", source: "x = Float64[0.1f0 1f3; 0.5f0 -2f0]", x: FLOATS },
  { what: "Julia: one number of double precision among them", source: "x = [0.1f0 1f3; 0.5f0 -2.0]", x: FLOATS },
  { what: "C: numbers of single precision as doubles", source: "double x[2][2] = {{0.1f, 1e3}, {.5f, -2}};", x: FLOATS },
  { what: "C: digits to base 16", source: "double x[2][3] = {{0x1.8p0, -0x1p-2, 0x1.9P+1}, {0x.8p0, 0x6p-3, 0x2.ep0}};" },
  { what: "NumPy: doubles in hexadecimal", source: "array([[0x1.8000000000000p+0, -0x1.0000000000000p-2]])", x: { shape: [1, 2], values: [1.5, -0.25] } },
  { what: "Go: digits to base 16 at the ends of doubles", source: "x := [][]float64{{0x1p-1074, -0x1.fffffffffffffp1023}}", x: { shape: [1, 2], values: [5e-324, -Number.MAX_VALUE] } },
  { what: "C: digits to base 16 in single precision", source: "float x[1][2] = {{0x1.99999ap-4f, 0x1p10F}};", x: { shape: [1, 2], values: [Math.fround(0.1), 1024] }, dtype: "float32" },
  { what: "C++: apostrophes between digits", source: "double x[2][2] = {{1'000.5, 2}, {3, 1'234'567}};", x: { shape: [2, 2], values: [1000.5, 2, 3, 1234567] } },
  { what: "whole numbers to other bases", source: "x = [[0x10, 2], [0o17, -0b11]]", x: { shape: [2, 2], values: [16, 2, 15, -3] } },
  { what: "Mathematica's precision", source: "{{1.5`, -0.25`20.}, {5.`*^-1, 75*^-2}}", x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75] } },
  { what: "C: whole numbers", source: "uint8_t x[2][2] = {{255, 2}, {3, 0}};", x: { shape: [2, 2], values: [255, 2, 3, 0] } },
  { what: "R: matrix by columns", source: "x <- matrix(c(1.5, 0.5, -0.25, 0.75, 3.125, 2.875), nrow = 2)" },
  { what: "R: matrix by rows", source: "x <- matrix(c(1.5, -0.25, 3.125, 0.5, 0.75, 2.875),\n  ncol = 3, byrow = TRUE)" },
  { what: "R: extents of a matrix without names", source: "matrix(c(1.5, 0.5, -0.25, 0.75, 3.125, 2.875), 2, 3);" },
  { what: "R: an extent behind a name", source: "matrix(c(1.5, -0.25, 3.125, 0.5, 0.75, 2.875), byrow=TRUE, 2)" },
  { what: "R: the rows behind the columns", source: "matrix(c(1.5, 0.5, -0.25, 0.75, 3.125, 2.875), ncol=3, 2)" },
  { what: "R: all behind byrow", source: "matrix(c(1.5, -0.25, 3.125, 0.5, 0.75, 2.875), byrow=TRUE, 2, 3)" },
  { what: "NumPy: a dtype of eight bytes", source: "np.array([[300, -2], [3, 0]], dtype='<i8')", x: { shape: [2, 2], values: [300, -2, 3, 0] } },
  { what: "words that are types of C", source: "the values are long [[1.5, -0.25, 3.125], [0.5, 0.75, 2.875]]" },
  { what: "Lua: tables with their indices", source: "x = {[1] = {1.5, -0.25, 3.125}, [2] = {0.5, 0.75, 2.875}}" },
  { what: "R: array", source: "array(c(1.5, 0.5, -0.25, 0.75, 3.125, 2.875), dim = c(2, 3))" },
  { what: "R: columns bound", source: "x <- cbind(c(1.5, 0.5), c(-0.25, 0.75), c(3.125, 2.875))" },
  { what: "R: a data frame", source: "x <- data.frame(a = c(1.5, 0.5), b = c(-0.25, 0.75), c = c(3.125, 2.875))", assumed: ["labels"] },
]; // prettier-ignore
