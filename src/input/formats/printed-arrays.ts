import { ArrayReader } from "../nested-arrays";
import { isOpen, startsMatrix } from "../search/brackets";
import { Cursor } from "../cursor";
import { dtypeOfName, tensorOf } from "../dtype";
import { requireRank } from "../problem-object";
import { Lines } from "../place";
import type { Reading, TextFormat } from "./format";

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
  looksLike: (text) => /[[{]/.test(text),
  read: readPrinted,
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
      x: { shape: [2, 2], values: [1, 2, 3, 0.001], dtype: "float64" },
    },
  ],
};

const DTYPE = /dtype\s*=\s*["'<]?\s*([A-Za-z_.]*[A-Za-z_][A-Za-z_0-9]*)/;
const CALL = /(?:^|[^A-Za-z0-9_])(tensor|array|Array)\(\s*$/;
const REPR = /(?:^|[^A-Za-z0-9_.])(tensor|array|Array)\(\s*$/; // without a module in front: printed, not written

/**
 * Reads what a program prints or a programmer writes: array([[...]]), tensor([[...]], dtype=...), nested lists,
 * C braces, brackets with numbers apart by white space. Words before the first bracket are passed over.
 */
export function readPrinted(text: string, start = 0, end = text.length): Reading {
  const open = firstBracket(text, start, end);
  const cursor = new Cursor(text, open, end, "printed");
  if (open >= end) {
    cursor.pos = start;
    cursor.blank();
    cursor.fail("empty", "Expected an array in brackets, got none");
  }
  const before = text.slice(Math.max(start, open - 200), open);
  const factor = /([-+.\deE]+)\s*\*\s*$/.exec(before);
  if (factor) {
    cursor.fail(
      "scale-factor",
      `The printed array has the factor ${factor[1]} in front, expected plain numbers (set_printoptions(sci_mode=True) prints them)`,
    );
  }
  const read = new ArrayReader(cursor, "x").read();
  requireRank(cursor, read);
  const after = text.slice(read.end, Math.min(end, read.end + 400));
  refuseSecond(cursor, after, read.end);

  const named = DTYPE.exec(after)?.[1];
  const dtype = named === undefined ? undefined : dtypeOfName(named);
  if (named !== undefined && dtype === undefined) {
    cursor.fail(
      "dtype",
      `The array's dtype is ${named}, expected float64, float32, float16, bfloat16 or integers`,
      read.end,
    );
  }
  const repr = REPR.exec(before)?.[1];
  const tensor = CALL.exec(before)?.[1] === "tensor";
  const fraction = read.values.some((value) => value - value === 0 && !Number.isInteger(value));
  // torch.tensor of numbers with a point is float32 unless it says otherwise.
  const kind = dtype ?? (tensor && fraction ? "float32" : "float64");
  const digits = tensor ? "PyTorch shows 4 decimals" : "NumPy shows 8 digits";
  const rounded = {
    id: "printed-digits",
    text: `The numbers were read as printed: ${digits} unless told otherwise.`,
  };
  const places = { x: new Lines(text).at(read.start) };
  return {
    input: { x: tensorOf(read.shape, read.values, kind), places },
    assumed: repr !== undefined && fraction ? [rounded] : [],
  };
}

/** Offset of the first bracket that opens rows of numbers; else of the first bracket; else `end`. */
function firstBracket(text: string, start: number, end: number): number {
  let first = end;
  for (let pos = start; pos < end; pos++) {
    if (!isOpen(text.charCodeAt(pos))) continue;
    if (startsMatrix(text, pos, end)) return pos;
    if (first === end) first = pos;
    if (pos > start + 65536) break;
  }
  return first;
}

function refuseSecond(cursor: Cursor, after: string, offset: number): void {
  const code = after.replace(/(?:#|\/\/).*/g, (comment) => " ".repeat(comment.length));
  const second = code.search(/[[{]\s*[[{]?\s*[-+.\d]/);
  if (second < 0) return;
  cursor.fail("trailing", "Expected one array, got another after it (select one of them)", offset + second);
}
