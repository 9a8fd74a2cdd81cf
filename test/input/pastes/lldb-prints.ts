import type { Paste, Refused } from "./paste";
import { FLOATS, ODD, REAL } from "./debugger-prints";

/** As lldb 14 prints the arrays of stopped programs in C and C++, copied from it. */
export const LLDB: readonly Paste[] = [
  {
    what: "lldb 14: every digit of doubles",
    source:
      "(double[2][3]) $1 = {\n  [0] = ([0] = 1.5, [1] = -0.25, [2] = 3.125)\n  [1] = ([0] = 0.10000000000000001, [1] = 1.0E-300, [2] = -2.875E+10)\n}",
    x: REAL,
  },
  {
    what: "lldb 14: floats of a name",
    source:
      "(std::vector<std::vector<float, std::allocator<> >, std::allocator<> >) vv = size=2 {\n  [0] = size=3 {\n    [0] = 1.10000002\n    [1] = -0.25\n    [2] = 3.125\n  }\n  [1] = size=3 {\n    [0] = 0.100000001\n    [1] = 1.0E-30\n    [2] = -2.87500001E+10\n  }\n}",
    x: { shape: [2, 3], values: FLOATS },
    dtype: "float32",
  },
  {
    what: "lldb 14: a session with floats",
    source: "(lldb) p x\n(float[2][2]) $0 = {\n  [0] = ([0] = NaN, [1] = 1)\n  [1] = ([0] = +Inf, [1] = -Inf)\n}\n",
    x: { shape: [2, 2], values: [NaN, 1, Infinity, -Infinity] },
    dtype: "float32",
  },
  {
    what: "lldb 14: NaN first, on a line of its own",
    source:
      "(double[2][2]) odd = {\n  [0] = {\n    [0] = NaN\n    [1] = NaN\n  }\n  [1] = {\n    [0] = +Inf\n    [1] = -Inf\n  }\n}",
    x: ODD,
  },
  {
    what: "lldb 14: std::array",
    source:
      "(std::array<std::array<double, 3>, 2>) aa = {\n  _M_elems = {\n    [0] = {\n      _M_elems = ([0] = 1.5, [1] = -0.25, [2] = 3.125)\n    }\n    [1] = {\n      _M_elems = ([0] = 0.10000000000000001, [1] = 1.0E-300, [2] = -2.875E+10)\n    }\n  }\n}",
    x: REAL,
  },
  {
    what: "lldb 14: a reference to vectors of std::array",
    source:
      "(const std::vector<std::array<double, 3>, std::allocator<> > &) va = size=2: {\n  [0] = {\n    _M_elems = ([0] = 1.5, [1] = -0.25, [2] = 3.125)\n  }\n  [1] = {\n    _M_elems = ([0] = 0.10000000000000001, [1] = 1.0E-300, [2] = -2.875E+10)\n  }\n}",
    x: REAL,
  },
  {
    what: "lldb 14: -T, with the type of every element",
    source:
      "(double[2][3]) x = {\n  (double[3]) [0] = {\n    (double) [0] = 1.5\n    (double) [1] = -0.25\n    (double) [2] = 3.125\n  }\n  (double[3]) [1] = {\n    (double) [0] = 0.10000000000000001\n    (double) [1] = 1.0E-300\n    (double) [2] = -2.875E+10\n  }\n}",
    x: REAL,
  },
  {
    what: "lldb 14: -T of floats",
    source:
      "(float[2][2]) f = {\n  (float[2]) [0] = {\n    (float) [0] = 1.10000002\n    (float) [1] = 2\n  }\n  (float[2]) [1] = {\n    (float) [0] = 3\n    (float) [1] = 4\n  }\n}",
    x: { shape: [2, 2], values: [1.1, 2, 3, 4].map(Math.fround) },
    dtype: "float32",
  },
  {
    what: "lldb 14: -T of vectors",
    source:
      "(std::vector<std::vector<double, std::allocator<> >, std::allocator<> >) vv = size=2 {\n  (std::vector<double, std::allocator<> >) [0] = size=3 {\n    (double) [0] = 1.5\n    (double) [1] = -0.25\n    (double) [2] = 3.125\n  }\n  (std::vector<double, std::allocator<> >) [1] = size=3 {\n    (double) [0] = 0.10000000000000001\n    (double) [1] = 1.0E-300\n    (double) [2] = -2.875E+10\n  }\n}",
    x: REAL,
  },
  {
    what: "lldb 14: -T of std::array",
    source:
      "(std::array<std::array<double, 3>, 2>) aa = {\n  (std::__array_traits<std::array<double, 3>, 2>::_Type) _M_elems = {\n    (std::array<double, 3>) [0] = {\n      (std::__array_traits<double, 3>::_Type) _M_elems = {\n        (double) [0] = 1.5\n        (double) [1] = -0.25\n        (double) [2] = 3.125\n      }\n    }\n    (std::array<double, 3>) [1] = {\n      (std::__array_traits<double, 3>::_Type) _M_elems = {\n        (double) [0] = 0.10000000000000001\n        (double) [1] = 1.0E-300\n        (double) [2] = -2.875E+10\n      }\n    }\n  }\n}",
    x: REAL,
  },
  {
    what: "lldb 14: -T of a struct",
    source:
      "(Layer) l = {\n  (int) n = 2\n  (double[2][3]) x = {\n    (double[3]) [0] = {\n      (double) [0] = 1.5\n      (double) [1] = -0.25\n      (double) [2] = 3.125\n    }\n    (double[3]) [1] = {\n      (double) [0] = 0.5\n      (double) [1] = 0.75\n      (double) [2] = 2.875\n    }\n  }\n  (float[3]) gamma = {\n    (float) [0] = 1\n    (float) [1] = 2\n    (float) [2] = 3\n  }\n  (std::vector<double, std::allocator<> >) beta = size=3 {\n    (double) [0] = 4\n    (double) [1] = 5\n    (double) [2] = 6\n  }\n}",
    gamma: [1, 2, 3],
  },
  {
    what: "lldb 14: parray of a pointer to rows",
    source:
      "(double (*)[3]) $0 = 0x00007fffffffde70 {\n  (double[3]) [0] = ([0] = 1.5, [1] = -0.25, [2] = 3.125)\n  (double[3]) [1] = ([0] = 0.10000000000000001, [1] = 1.0E-300, [2] = -2.875E+10)\n}",
    x: REAL,
  },
  {
    what: "lldb 14: -L, with the address of every element",
    source:
      "0x00007fffffffde70: (double[2][3]) x = {\n0x00007fffffffde70:   [0] = {\n0x00007fffffffde70:     [0] = 1.5\n0x00007fffffffde78:     [1] = -0.25\n0x00007fffffffde80:     [2] = 3.125\n  }\n0x00007fffffffde88:   [1] = {\n0x00007fffffffde88:     [0] = 0.10000000000000001\n0x00007fffffffde90:     [1] = 1.0E-300\n0x00007fffffffde98:     [2] = -2.875E+10\n  }\n}",
    x: REAL,
  },
  {
    what: "lldb 14: -T -L",
    source:
      "0x00007fffffffde70: (double[2][3]) x = {\n0x00007fffffffde70:   (double[3]) [0] = {\n0x00007fffffffde70:     (double) [0] = 1.5\n0x00007fffffffde78:     (double) [1] = -0.25\n0x00007fffffffde80:     (double) [2] = 3.125\n  }\n0x00007fffffffde88:   (double[3]) [1] = {\n0x00007fffffffde88:     (double) [0] = 0.10000000000000001\n0x00007fffffffde90:     (double) [1] = 1.0E-300\n0x00007fffffffde98:     (double) [2] = -2.875E+10\n  }\n}",
    x: REAL,
  },
];

/** What it leaves out, lays out by itself or prints as addresses. */
export const REFUSED_OF_LLDB: readonly Refused[] = [
  {
    what: "lldb 14: more than 256 rows",
    source: "(double[260][2]) x = {\n  [0] = ([0] = 0, [1] = 0.5)\n  [1] = ([0] = 1, [1] = 1.5)\n  ...\n}",
    says: /"\.\.\." .*frame variable -A/,
  },
  {
    what: "lldb 14: parray of numbers",
    source:
      "(double *) $0 = 0x00007fffffffde30 {\n  (double) [0] = 1.5\n  (double) [1] = -0.25\n  (double) [2] = 3.125\n  (double) [3] = 0.10000000000000001\n  (double) [4] = 1.0E-300\n  (double) [5] = -2.875E+10\n}",
    says: /one list of 6 numbers/,
  },
  {
    what: "lldb 14: std::map",
    source:
      "(std::map<int, std::vector<double, std::allocator<> >, std::less<int>, std::allocator<> >) mi = size=2 {\n  [0] = {\n    first = 0\n    second = size=3 {\n      [0] = 1\n      [1] = 2\n      [2] = 3\n    }\n  }\n  [1] = {\n    first = 1\n    second = size=3 {\n      [0] = 4\n      [1] = 5\n      [2] = 6\n    }\n  }\n}",
    says: /a std::map as lldb shows it \(print one of its arrays/,
  },
  {
    what: "lldb 14: a matrix of Eigen by its address",
    source:
      "(Eigen::MatrixXd) E = {\n  Eigen::PlainObjectBase<Eigen::Matrix<double, -1, -1, 0, -1, -1> > = {\n    m_storage = {\n      m_data = 0x000055555557eff0\n      m_rows = 2\n      m_cols = 3\n    }\n  }\n}",
    says: /a matrix of Eigen as a debugger shows it/,
  },
  {
    what: "lldb 14: a matrix of Eigen column by column",
    source:
      "(Eigen::Matrix<double, 2, 3, 0, 2, 3>) F = {\n  Eigen::PlainObjectBase<Eigen::Matrix<double, 2, 3, 0, 2, 3> > = {\n    m_storage = {\n      m_data = {\n        array = ([0] = 1.5, [1] = 0.5, [2] = -0.25, [3] = 0.75, [4] = 3.125, [5] = 2.875)\n      }\n    }\n  }\n}",
    says: /a matrix of Eigen as a debugger shows it/,
  },
  {
    what: "lldb 14: std::valarray",
    source: "(std::valarray<double>) va = {\n  _M_size = 3\n  _M_data = 0x000055555557f030\n}",
    says: /addresses in place of numbers/,
  },
  {
    what: "lldb 14: -R of vectors",
    source:
      "(std::vector<std::vector<double, std::allocator<> >, std::allocator<> >) vv = {\n  std::_Vector_base<std::vector<double, std::allocator<> >, std::allocator<> > = {\n    _M_impl = {\n      std::_Vector_base<std::vector<double, std::allocator<> >, std::allocator<> >::_Vector_impl_data = {\n        _M_start = 0x000055555557eef0\n        _M_finish = 0x000055555557ef20\n        _M_end_of_storage = 0x000055555557ef20\n      }\n    }\n  }\n}",
    says: /addresses in place of numbers/,
  },
  {
    what: "lldb 14: pointers to rows",
    source: "(double *[2]) rows = {\n  [0] = 0x00007fffffffde70\n  [1] = 0x00007fffffffde88\n}",
    says: /addresses in place of numbers/,
  },
  {
    what: "lldb 14: memory read -t double",
    source:
      "(double) 0x7fffffffde30 = 1.5\n(double) 0x7fffffffde38 = -0.25\n(double) 0x7fffffffde40 = 3.125\n(double) 0x7fffffffde48 = 0.10000000000000001\n(double) 0x7fffffffde50 = 1.0E-300\n(double) 0x7fffffffde58 = -2.875E+10",
    says: /a dump of memory/,
  },
];
