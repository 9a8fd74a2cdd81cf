import { ArrayReader } from "../nested-arrays";
import { isOpen, startsMatrix } from "../brackets";
import { Cursor } from "../cursor";
import { dtypeOfName, tensorOf } from "../dtype";
import { requireRank, type Reading } from "../problem-object";
import { Lines } from "../place";

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
  const notes =
    repr !== undefined && fraction
      ? [
          `The numbers were read as printed: ${tensor ? "PyTorch shows 4 decimals" : "NumPy shows 8 digits"} unless told otherwise.`,
        ]
      : [];
  const places = { x: new Lines(text).at(read.start) };
  return { input: { x: tensorOf(read.shape, read.values, kind), places }, notes };
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
