import type { Paste, Refused } from "./paste";

/** As gdb 13 and Delve 1.27 print the arrays of stopped programs in C, C++, Go and Rust, copied from them. */
export const REAL = { shape: [2, 3], values: [1.5, -0.25, 3.125, 0.1, 1e-300, -2.875e10] } as const;
export const ODD = { shape: [2, 2], values: [NaN, NaN, Infinity, -Infinity] } as const;
export const FLOATS = [1.1, -0.25, 3.125, 0.1, 1e-30, -2.875e10].map(Math.fround);
/** 1e-300 as Delve prints it. */
const TINY = `0.${"0".repeat(299)}1`;

export const DEBUGGERS: readonly Paste[] = [
  {
    what: "gdb 13: every digit of doubles",
    source: "$1 = {{1.5, -0.25, 3.125}, {0.10000000000000001, 1e-300, -28750000000}}",
    x: REAL,
  },
  {
    what: "gdb 13: NaN with its bits",
    source: "$5 = {{nan(0x8000000000000), -nan(0x8000000000000)}, {inf, -inf}}",
    x: ODD,
  },
  {
    what: "gdb 13: NaN in vectors",
    source:
      "$11 = std::vector of length 2, capacity 2 = {std::vector of length 2, capacity 2 = {nan(0x400000), -nan(0x8000000000000)}, std::vector of length 2, capacity 2 = {inf, -inf}}",
    x: ODD,
  },
  {
    what: "gdb 13: repeats in repeats",
    source: "$47 = {{0 <repeats 4 times>} <repeats 3 times>}",
    x: { shape: [3, 4], values: new Array<number>(12).fill(0) },
  },
  {
    what: "gdb 13: print -array -array-indexes",
    source:
      "$37 = {\n  [0] = {\n    [0] = 1.5,\n    [1] = -0.25,\n    [2] = 3.125\n  },\n  [1] = {\n    [0] = 0.10000000000000001,\n    [1] = 1e-300,\n    [2] = -28750000000\n  }\n}",
    x: REAL,
  },
  {
    what: "gdb 13: indexes and repeats",
    source:
      "$40 = {[0] = {[0] = 0.10000000000000001 <repeats 13 times>, [13] = 2.5}, [1] = {[0] = 0.10000000000000001 <repeats 14 times>}}",
    x: { shape: [2, 14], values: Array.from({ length: 28 }, (_, i) => (i === 13 ? 2.5 : 0.1)) },
  },
  {
    what: "gdb 13: print -pretty of std::array",
    source:
      "$49 = {\n  _M_elems = {{\n      _M_elems = {1.5, -0.25, 3.125}\n    }, {\n      _M_elems = {0.10000000000000001, 1e-300, -28750000000}\n    }}\n}",
    x: REAL,
  },
  {
    what: "gdb 13: print -pretty of a struct",
    source:
      "$33 = {\n  n = 2,\n  x = {{1.5, -0.25, 3.125}, {0.5, 0.75, 2.875}},\n  gamma = {1, 2, 3},\n  eps = 1.0000000000000001e-05\n}",
    gamma: [1, 2, 3],
    eps: 1e-5,
  },
  {
    what: "gdb 13: std::map",
    source:
      '$22 = std::map with 2 elements = {["dout"] = std::vector of length 2, capacity 2 = {std::vector of length 3, capacity 3 = {1, 2, 3}, std::vector of length 3, capacity 3 = {4, 5, 6}}, ["x"] = std::vector of length 2, capacity 2 = {std::vector of length 3, capacity 3 = {1.5, -0.25, 3.125}, std::vector of length 3, capacity 3 = {0.10000000000000001, 1e-300, -28750000000}}}',
    x: REAL,
    dout: [1, 2, 3, 4, 5, 6],
  },
  {
    what: "gdb 13: std::list of vectors",
    source:
      "$8 = std::__cxx11::list = {[0] = std::vector of length 3, capacity 3 = {1.5, -0.25, 3.125}, [1] = std::vector of length 3, capacity 3 = {0.10000000000000001, 1e-300, -28750000000}}",
    x: REAL,
  },
  {
    what: "gdb 13 with Rust: vectors",
    source:
      "$1 = Vec(size=2) = {Vec(size=3) = {1.5, -0.25, 3.125}, Vec(size=3) = {0.10000000000000001, 1e-300, -28750000000}}",
    x: REAL,
  },
  {
    what: "gdb 13 with Rust: a struct",
    source:
      "$23 = m::Layer {\n  x: Vec(size=2) = {Vec(size=3) = {1.5, -0.25, 3.125}, Vec(size=3) = {0.5, 0.75, 2.875}},\n  gamma: Vec(size=3) = {1, 2, 3},\n  eps: 1.0000000000000001e-05\n}",
    gamma: [1, 2, 3],
    eps: 1e-5,
  },
  {
    what: "gdb 13 with Rust: a slice",
    source:
      "$19 = &[alloc::vec::Vec<f64, alloc::alloc::Global>](size=2) = {Vec(size=3) = {1.5, -0.25, 3.125}, Vec(size=3) = {0.10000000000000001, 1e-300, -28750000000}}",
    x: REAL,
  },
  {
    what: "gdb 13 with Rust: in Rc and RefCell",
    source:
      "$15 = Rc(strong=1, weak=0) = {value = RefCell(borrow=0) = {value = Vec(size=2) = {Vec(size=3) = {1.5, -0.25, 3.125}, Vec(size=3) = {0.10000000000000001, 1e-300, -28750000000}}}}",
    x: REAL,
  },
  {
    what: "Delve 1.27: slices over several lines",
    source: `[][]float64 len: 2, cap: 2, [\n\t[1.5,-0.25,3.125],\n\t[0.1,${TINY},-28750000000],\n]`,
    x: REAL,
  },
  {
    what: "Delve 1.27: a pointer to a struct",
    source:
      "(*main.Layer)(0xf9888432080)\n*main.Layer {\n\tX: [][]float32 len: 2, cap: 2, [\n\t\t[1.1,-0.25,3.125],\n\t\t[0.1,0.000000000000000000000000000001,-28750000000],\n\t],\n\tGamma: []float32 len: 3, cap: 3, [1,2,3],\n\tEps: 0.00001,}",
    x: { shape: [2, 3], values: FLOATS },
    dtype: "float32",
    gamma: [1, 2, 3],
    eps: 1e-5,
  },
  {
    what: "Delve 1.27: a map",
    source:
      'map[string][][]float64 [\n\t"x": [\n\t\t[1.5,-0.25,3.125],\n\t\t[0.5,0.75,2.875],\n\t], \n\t"dout": [\n\t\t[1,2,3],\n\t\t[4,5,6],\n\t], \n]',
    dout: [1, 2, 3, 4, 5, 6],
  },
  {
    what: "Delve 1.27: odd numbers",
    source: "[][]float64 len: 2, cap: 2, [\n\t[NaN,1],\n\t[+Inf,-Inf],\n]",
    x: { shape: [2, 2], values: [NaN, 1, Infinity, -Infinity] },
  },
  {
    what: "Rust: dbg!",
    source:
      "[src/main.rs:4:3] x = [\n    [\n        1.5,\n        -0.25,\n    ],\n    [\n        NaN,\n        -inf,\n    ],\n]",
    x: { shape: [2, 2], values: [1.5, -0.25, NaN, -Infinity] },
  },
];

/** What they leave out or print as bits. */
export const REFUSED_OF_DEBUGGERS: readonly Refused[] = [
  {
    what: "gdb 13: more than 200 elements",
    source: "$42 = {{0, 0.5, 1, 1.5...}, {1, 1.5, 2, 2.5...}}",
    says: /"\.\.\." .*set print elements unlimited\) in value 4 of row 1/,
  },
  {
    what: "gdb 13: more than 200 rows",
    source: "$1 = {{1, 2}, {3, 4}...}",
    says: /"\.\.\." .*set print elements unlimited/,
  },
  {
    what: "gdb 13: more than 200 equal rows",
    source: "$1 = {{1, 2} <repeats 200 times>...}",
    says: /"\.\.\." .*set print elements unlimited/,
  },
  {
    what: "gdb 13: more than 200 equal elements",
    source: "$1 = {{0 <repeats 200 times>...}, {1, 2}}",
    says: /"\.\.\." .*set print elements unlimited/,
  },
  {
    what: "gdb 13: print/x",
    source: "$21 = {{0x1, 0xfffffffe}, {0x4, 0x5}}",
    says: /the digits that a debugger prints/,
  },
  {
    what: "gdb 13: print/o",
    source: "$23 = {{01, 037777777776, 03}, {04, 05, 06}}",
    says: /got 01 \(write it without the 0/,
  },
  {
    what: "gdb 13: print/t",
    source: "(gdb) p/t k\n$24 = {{1, 10, 11}, {100, 101, 110}}",
    says: /got "p\/t" in front of it/,
  },
  {
    what: "gdb 13: print/c",
    source: "$27 = {{1 '\\001', -2 '\\376'}, {4 '\\004', 5 '\\005'}}",
    says: /got the string/,
  },
  {
    what: "gdb 13: x/6gf",
    source: "0x7fffffffe660:\t1.5\t-0.25\n0x7fffffffe670:\t3.125\t0.5\n",
    says: /a dump of memory/,
  },
  { what: "gdb 13: -max-depth", source: "$54 = {{...}, {...}}", says: /got \.\.\./ },
  {
    what: "gdb 13: a pointer",
    source: "$7 = (double *) 0x7fffffffe000",
    says: /addresses in place of numbers/,
  },
  {
    what: "Delve 1.27: more than 64 elements",
    source: "[2][3]float64 [\n\t[1.5,-0.25,...+1 more],\n\t[0.1,0.5,...+1 more],\n]",
    says: /"\.\.\." .*max-array-values/,
  },
  {
    what: "Delve 1.27: print %b",
    source: "(dlv) print %b k\n[][]int len: 2, cap: 2, [\n\t[1,-10],\n\t[11,100],\n]",
    says: /got "print %b" in front of it/,
  },
  {
    what: "Delve 1.27: a list",
    source: "[]float64 len: 3, cap: 3, [1.5,-0.25,3.125]",
    says: /got one list of 3 numbers/,
  },
  { what: "Rust: {:02x?}", source: "[[01, 02], [10, 11]]", says: /got 01 \(write it without the 0/ },
  { what: "C: octal", source: "int x[2][2] = {{010, 2}, {3, 4}};", says: /got 010 \(write it without the 0/ },
];
