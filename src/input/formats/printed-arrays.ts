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
    "`array([[...]])`, `tensor([[...]], dtype=torch.float16)`, NumPy's `[[1. 2.]]` without commas, nested lists of Python " +
    "or JavaScript, C's `{{1.0f, 2}, {3, 4}}`. `tensor(` without a dtype is float32. Abbreviated arrays (`...`) are refused.",
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
  ],
};

/** Whether a number, or a word that holds numbers, stands behind a bracket. */
export function hasBracketedNumbers(text: string): boolean {
  return /[[{(]\s{0,400}[[{(]|[[{]\s{0,400}(?:[-+.\d"']|nan|inf|[A-Za-z_<&])|\b(?:array|tensor|matrix|list|of|arrayof|aslist)\(/i.test(
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
  const open = /[[{](?:\s{0,80}[[{]){0,4}\s{0,80}(?=[^\s\]}])/.exec(
    text.slice(cursor.pos, Math.min(end, cursor.pos + 4000)),
  );
  if (!open) return cursor.fail("empty", "Expected an array in brackets, got none");
  cursor.pos += open.index + open[0].length;
  const got = describeAt(text, cursor.pos, end);
  return cursor.fail(got.code, `Expected an array of numbers, got ${got.text}`);
}
