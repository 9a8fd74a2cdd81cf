import type { Refused } from "./paste";

/** Literals and constructors that would be read wrongly: elsewhere they stand for other numbers, or in another order. */
export const REFUSED_LITERALS: readonly Refused[] = [
  {
    what: "lldb: digits of /x",
    source:
      "(float[2][2]) x = {\n  [0] = ([0] = 0x3fc00000, [1] = 0xbe800000)\n  [1] = ([0] = 0x3f000000, [1] = 0x3f400000)\n}",
    says: /digits that a debugger prints for \/x/,
  },
  {
    what: "gdb: a display of /x",
    source: "1: /x x = {{0x1, 0xfffffffe}, {0x2, 0x3}}",
    says: /digits that a debugger prints for \/x/,
  },
  {
    what: "R: names of rows among the columns",
    source: "data.frame(a = c(1.5, 0.5), b = c(2, 3), row.names = c(1, 2))",
    says: /Expected columns, got row\.names of data\.frame \(leave it out\)/,
  },
  {
    what: "R: an extent too many",
    source: "matrix(c(1, 2, 3, 4), nrow = 2, nrow = 2)",
    says: /Expected nrow, ncol or byrow, got "nrow = 2"/,
  },
  {
    what: "C: a gap before the first element",
    source: "float x[][2] = {[1] = {1.5f, 2.f}};",
    says: /Expected element \[0\] of C here, got \[1\]/,
  },
  {
    what: "Lua: a gap",
    source: "x = {[1] = {1.5, 2}, [3] = {3, 4}}",
    says: /Expected element \[2\] of Lua here, got \[3\]/,
  },
  {
    what: "rows of C in another order",
    source: "double x[2][2] = {[1] = {1, 2}, [0] = {3, 4}};",
    says: /Expected element \[0\] of C here, got \[1\]/,
  },
  {
    what: "elements of C in another order",
    source: "float x[2][2] = {{[1] = 1, [0] = 2}, {3, 4}};",
    says: /Expected element \[0\] of C here, got \[1\]/,
  },
  {
    what: "a row that C leaves out between two others",
    source: "float x[][2] = {[0] = {1, 2}, [3] = {3, 4}};",
    says: /Expected element \[1\] of C here, got \[3\]/,
  },
  { what: "columns of Julia", source: "x = [[1,2] [3,4]]", says: /which parts columns in Julia/ },
  {
    what: "fractions in whole numbers of C",
    source: "int x[2][2] = {{1.7, 2}, {3, 4}};",
    says: /dtype is int, which cuts off/,
  },
  {
    what: "numbers that a type of C does not hold",
    source: "uint8_t x[2][2] = {{300, 2}, {3, 4}};",
    says: /dtype is uint8_t, which cannot hold 300/,
  },
  {
    what: "numbers that a type of NumPy does not hold",
    source: "x = np.array([[1, -129], [3, 4]], dtype=np.int8)",
    says: /dtype is np.int8, which cannot hold -129/,
  },
  {
    what: "hexadecimal digits of gdb",
    source: "$1 = {{0x1, 0x2}, {0x3, 0x4}}",
    says: /the digits that a debugger prints for \/x/,
  },
  { what: "a vector of R", source: " [1] 1.5 2.5\n [3] 4.5 1.0", says: /one vector of R with 4 numbers/ },
  {
    what: "too few numbers for a matrix of R",
    source: "matrix(c(1, 2, 3, 4), nrow = 3)",
    says: /says 3 x \?, got 4 values/,
  },
  {
    what: "a row of MATLAB that goes on in the next line",
    source: "x = [1 2 ...\n 3; 4 5 6];",
    says: /got rows of MATLAB that go on behind "\.\.\."/,
  },
  {
    what: "a data frame by its columns",
    source: 'x = pd.DataFrame({"a": [1, 2, 5], "b": [3, 4, 6]})',
    says: /got a call of DataFrame with columns by name/,
  },
  {
    what: "a dict of the columns of a data frame",
    source: "{'a': {0: 1.5, 1: 2}, 'b': {0: 1, 1: 3}}",
    says: /got a dict of columns/,
  },
  { what: "reshape of Julia", source: "x = reshape([1.0 3.0 2.0 4.0], 2, 2)", says: /got a call of reshape/ },
  {
    what: "MATLAB: blocks beside and below one another",
    source: "[[1,2],[3,4]; [5,6],[7,8]]",
    says: /got ";" and others, which join blocks in MATLAB/,
  },
  {
    what: "MATLAB: such blocks apart by blanks",
    source: "[[1 2] [3 4]; [5 6] [7 8]]",
    says: /got ";" and others, which join blocks in MATLAB/,
  },
  {
    what: "MATLAB: a semicolon before commas",
    source: "x = [[1,2];[3,4],[5,6]]",
    says: /got ";" and others, which join blocks in MATLAB/,
  },
  {
    what: "MATLAB: columns side by side",
    source: "x = [[1;2],[3;4]]",
    says: /got columns with ";" in them, which MATLAB/,
  },
  {
    what: "MATLAB: columns apart by blanks",
    source: "[[1;2] [3;4]]",
    says: /got columns with ";" in them, which MATLAB/,
  },
  {
    what: "C: f behind more than a float holds",
    source: "x = {{1e39f, 2}, {3, 4}}",
    says: /at most 3\.4e38 .* got 1e39f/,
  },
  { what: "f behind more than a float holds in rows", source: "1e39f 2\n3 4", says: /at most 3\.4e38 .* got 1e39f/ },
  { what: "columns of percents", source: "50% 1.5\n25% 2.5", says: /got "50%" in value 1/ },
  {
    what: "Julia: reshape of a typed vector",
    source: "x = reshape(Float32[1, 2, 3, 4], 2, 2)",
    says: /got a call of reshape/,
  },
  { what: "Julia: hcat", source: "x = hcat([1.5, 2], [3, 4])", says: /got a call that joins arrays, such as hcat/ },
  { what: "MATLAB: horzcat", source: "x = horzcat([1.5; 2], [3; 4])", says: /got a call that joins arrays/ },
  {
    what: "NumPy: columns joined",
    source: "x = np.c_[[1.5, 2], [3, 4]]",
    says: /got np\.c_ or np\.r_, which join arrays/,
  },
  {
    what: "NumPy: reshape by columns",
    source: 'np.array([1, 2, 3, 4]).reshape(2, 2, order="F")',
    says: /got a reshape by columns/,
  },
  {
    what: "Eigen: numbers put into a matrix",
    source: "MatrixXd x(2,2); x << 1.5, 2.5, 3, 4;",
    says: /got numbers that << puts into a matrix of Eigen/,
  },
  {
    what: "a list apart by blanks",
    source: "[1.5 2 3]",
    says: /Expected x to be a matrix .*, got one list of 3 numbers/,
  },
];
