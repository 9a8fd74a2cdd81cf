import { Cursor } from "../cursor";
import { describeAt } from "../describe-token";
import { readScript } from "../printed/script-problem";
import { Wanted } from "../wanted";
import type { NumberOffsets, Reading, TextFormat } from "./format";

/** Arrays as programs print them and programmers write them: NumPy, PyTorch, nested lists, C's braces. */
export const printed: TextFormat<"printed"> = {
  kind: "text",
  name: "printed",
  label: "a printed array",
  endings: [],
  sharedEndings: ["txt"],
  numbersStand: "in brackets",
  summary:
    "arrays of NumPy, PyTorch, JAX, TensorFlow, MLX, candle, burn, ndarray; literals of Python, JavaScript, Julia, MATLAB, C, C++, " +
    "Go, Rust, Java; prints of gdb, lldb, delve and Node; lists of arrays. In a script, session or dict several are read by " +
    "their names (`x`, `gamma`, `dout`, `dx`, `x.grad` ...), and nothing is run. `tensor(` without a dtype is float32. " +
    "What is abbreviated (`...`) or changed by what stands around it (`.T`, `/ 255`) is refused.",
  looksLike: hasBracketedNumbers,
  read: readPrinted,
  locate,
  examples: [
    {
      what: "NumPy's repr",
      source: "array([[1.  , 2.5 ],\n       [ nan, -inf]])",
      x: { shape: [2, 2], values: [1, 2.5, NaN, -Infinity], dtype: "float64" },
      assumed: ["printed-digits"],
    },
    {
      what: "NumPy's str",
      source: "[[ 1.  2.]\n [-3.  4.]]",
      x: { shape: [2, 2], values: [1, 2, -3, 4], dtype: "float64" },
    },
    {
      what: "PyTorch's repr",
      source: "tensor([[[1.5000, 2.0000], [3.0000, 4.0000]]], device='cuda:0', grad_fn=<NativeBatchNormBackward0>)",
      x: { shape: [1, 2, 2], values: [1.5, 2, 3, 4], dtype: "float32" },
      assumed: ["printed-digits"],
    },
    {
      what: "Python source",
      source: "x = np.array([[1, -.5], [np.nan, float('-inf')]])  # [[3]",
      x: { shape: [2, 2], values: [1, -0.5, NaN, -Infinity], dtype: "float64" },
    },
    {
      what: "a C declaration",
      source: "static const float x[2][2] = {{1.0f, 2.f}, {3, 1e-3F}};",
      x: { shape: [2, 2], values: [1, 2, 3, Math.fround(0.001)], dtype: "float32" },
    },
    {
      what: "a list of tensors",
      source: "[tensor([ 1.5000, -0.2500]), tensor([0.5000, 0.7500])]",
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float32" },
      assumed: ["printed-digits"],
    },
    {
      what: "PyTorch's factor",
      source: "tensor(1.0000e+04 *\n       [[ 0.0002, -0.3000],\n        [ 0.0500,  0.0750]])",
      x: { shape: [2, 2], values: [2, -3000, 500, 750], dtype: "float32" },
      assumed: ["scale", "printed-digits"],
    },
    {
      what: "scalars of NumPy 2",
      source: "[[np.float64(1.5), np.float64(-0.25)], [np.float64(0.5), np.float64(0.75)]]",
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float64" },
    },
    {
      what: "TensorFlow's print",
      source: "tf.Tensor(\n[[ 1.5  -0.25]\n [ 0.5   0.75]], shape=(2, 2), dtype=float32)",
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float32" },
    },
    {
      what: "rows apart by semicolons",
      source: "[1.5 -0.25; 0.5 0.75]",
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float64" },
    },
    {
      what: "vec! of Rust",
      source: "vec![vec![1.5, -0.25], vec![0.5, 0.75]]",
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float64" },
    },
    {
      what: "a literal of Go",
      source: "x := [][]float64{{1.5, -0.25}, {0.5, 0.75}}",
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float64" },
    },
    {
      what: "typed arrays of Node",
      source: "[\n  Float64Array(2) [ 1.5, -0.25 ],\n  Float64Array(2) [ 0.5, 0.75 ]\n]",
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float64" },
    },
    {
      what: "gdb",
      source: "$1 = {{1.5, -0.25}, {0 <repeats 2 times>}}",
      x: { shape: [2, 2], values: [1.5, -0.25, 0, 0], dtype: "float64" },
    },
    {
      what: "lldb",
      source: "(float[2][2]) x = {\n  [0] = ([0] = 1.5, [1] = -0.25)\n  [1] = ([0] = NaN, [1] = 0.75)\n}",
      x: { shape: [2, 2], values: [1.5, -0.25, NaN, 0.75], dtype: "float32" },
    },
    {
      what: "Delve",
      source: "[][]float32 len: 2, cap: 2, [\n\t[1.5,-0.25],\n\t[0.5,0.75],\n]",
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float32" },
    },
    {
      what: "gdb with Rust",
      source: "$1 = Vec(size=2) = {Vec(size=2) = {1.5, -0.25}, Vec(size=2) = {nan(0x8000000000000), inf}}",
      x: { shape: [2, 2], values: [1.5, -0.25, NaN, Infinity], dtype: "float64" },
    },
    {
      what: "a script with names",
      source: "x = np.array([[1.5, -0.25], [0.5, 0.75]])\ngamma = np.array([1., 2.])\neps = 1e-3\n",
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float64" },
    },
    {
      what: "a session",
      source:
        "In [1]: x\nOut[1]: \ntensor([[ 1.5000, -0.2500],\n        [ 0.5000,  0.7500]])\n\nIn [2]: x.grad\nOut[2]: \ntensor([[1., 0.],\n        [0., 1.]])\n",
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float32" },
      assumed: ["printed-digits", "names"],
    },
  ],
};

/** Whether a number, or a word that holds numbers, stands behind a bracket. */
export function hasBracketedNumbers(text: string): boolean {
  return /[[{(]\s{0,400}[[{(]|[[{]\s{0,400}(?:[-+.\d"']|nan|inf|[A-Za-z_<&])|\b(?:array|tensor|matrix|mat|rbind|list|[a-z]{0,20}of|aslist|vector)\(/i.test(
    text,
  );
}

/**
 * Reads what a program prints or a programmer writes: array([[...]]), tensor([[...]], dtype=...), nested lists,
 * C braces, brackets with numbers apart by white space; of several arrays those with the names of a problem's parts.
 */
function readPrinted(text: string, start = 0, end = text.length, asked?: string): Reading {
  const wanted = new Wanted(asked);
  return readScript(text, start, end, wanted)?.reading ?? refuseRest(text, start, end);
}

function locate(text: string, start: number, end: number, asked?: string): NumberOffsets | undefined {
  const read = readScript(text, start, end, new Wanted(asked), true);
  return read?.places && { shape: read.reading.input.x.shape, offsets: read.places, stops: ",;/#" };
}

/** There is no array: what stands there instead is said, where it can be told. */
function refuseRest(text: string, start: number, end: number): never {
  const cursor = new Cursor(text, start, end, "printed");
  cursor.blank();
  const open = /[[{](?:\s{0,80}[[{]){0,5}\s{0,80}(?=[^\s\]}])/.exec(
    text.slice(cursor.pos, Math.min(end, cursor.pos + 4000)),
  );
  if (!open) return cursor.fail("empty", "Expected an array in brackets, got none");
  cursor.pos += open.index + open[0].length;
  const got = describeAt(text, cursor.pos, end);
  return cursor.fail(got.code, `Expected an array of numbers, got ${got.text}`);
}
