/** The values of tensors.cpp, which LLDB and GDB are asked for alike. */

export const range = (length: number, from = 0): number[] => Array.from({ length }, (_, i) => from + i);

/** Expression, element type, shape, dtype of the tensor, and values. */
export const CASES: readonly (readonly [string, string, number[], string, number[]])[] = [
  ["a", "double", [5, 3], "float64", [...range(14), -0]],
  ["a[1]", "double", [3], "float64", [3, 4, 5]],
  ["b", "float", [2, 3, 4], "float32", range(24)],
  ["named", "double", [4, 3], "float64", range(12)],
  ["n", "int", [2, 2], "float64", [1, -2, 3, 4]],
  ["u", "uint8_t", [2, 3], "float64", [1, 2, 255, 4, 5, 6]],
  ["truth", "bool", [2, 2], "float64", [1, 0, 0, 1]],
  ["wide", "long", [1, 2], "float64", [2 ** 53, -1]],
  ["own", "real", [2, 2], "float32", [0.5, 1.5, 2.5, NaN]],
  ["v", "double", [3], "float64", [1, 2, 3]],
  ["vr", "float", [2], "float32", [1, 2]],
  ["nested", "double", [3, 2], "float64", range(6, 1)],
  ["deep", "float", [2, 3, 2], "float32", range(12, 1)],
  ["pairs", "float", [3, 2], "float32", range(6, 1)],
  ["fixed", "float", [2, 3], "float32", range(6, 1)],
  ["matrix", "double", [2, 3], "float64", range(6, 1)],
  ["small", "float", [3, 3], "float32", range(9, 1)],
  ["rowMajor", "float", [2, 2], "float32", range(4, 1)],
  ["column", "double", [3], "float64", [1, 2, 3]],
  ["arrays", "float", [2, 2], "float32", range(4, 1)],
  ["reference", "float", [2, 3, 4], "float32", range(24)],
  ["alias", "double", [3], "float64", [1, 2, 3]],
  ["layer.weight", "float", [2, 3], "float32", range(6, 1)],
  ["there->weight", "float", [2, 3], "float32", range(6, 1)],
  ["there->bias", "double", [2], "float64", [7, 8]],
  ["*there->weight", "float", [3], "float32", [1, 2, 3]],
  ["empty", "double", [0], "float64", []],
  ["largeNested", "float", [300, 200], "float32", range(60000).map((i) => i % 200)],
];

/** What is no tensor, and what is said of it. */
export const REFUSALS: readonly (readonly [string, RegExp])[] = [
  ["ragged", /ragged: vector 1 has 1 values, expected 2/],
  ["bits", /a std::vector<bool>, which packs its values into bits/],
  ["map", /of type std::map.*, no tensor/],
  ["text", /of type std::.*string.*, no tensor/],
  ["word", /text \(const char \*\)/],
  ["scalar", /one value, 4 \(double\)/],
  ["layer", /of type Layer, no tensor/],
  ["a +", /./],
];
