import { itemAt } from "../../core/item-at";
import { sizeOf, type Dtype } from "../../core/tensor";
import { Cursor } from "../cursor";
import { dtypeOfName, tensorOf } from "../dtype";
import { expectedRank, MAX_RANK } from "../max-rank";
import { ArrayReader } from "../nested-arrays";
import { failAt, Lines } from "../place";
import { hasFraction } from "../printed/shape-and-dtype";
import type { Reading, TextFormat } from "./format";

/** A small print of a sparse matrix may say any shape: more values than these are not laid out. */
const MOST_VALUES = 2 ** 22;

/** Matrices of which the print shows what is not 0. */
export const sparse: TextFormat<"sparse"> = {
  kind: "text",
  name: "sparse",
  label: "a sparse matrix",
  endings: [],
  numbersStand: "on lines",
  isMarked: true,
  isContainer: true, // what is 0 stands nowhere
  summary:
    "prints of SciPy with their first line, which says the shape, and of PyTorch's COO and CSR tensors; what is not stored is 0. " +
    "A print without the shape, or with values left out, is refused",
  looksLike: (text) => SCIPY.test(text.slice(0, 400)) || TORCH.test(text.slice(0, 400)),
  read: (text, start, end) => {
    const found = SCIPY.test(text.slice(start, start + 400))
      ? readScipy(text, start, end)
      : readTorch(text, start, end);
    return denseOf(text, start, found);
  },
  examples: [
    {
      what: "SciPy's print",
      source:
        "<Compressed Sparse Row sparse matrix of dtype 'float64'\n\twith 2 stored elements and shape (2, 3)>\n  Coords\tValues\n" +
        "  (0, 0)\t1.5\n  (1, 2)\t-0.25\n",
      x: { shape: [2, 3], values: [1.5, 0, 0, 0, 0, -0.25], dtype: "float64" },
      assumed: ["sparse"],
    },
    {
      what: "a COO tensor of PyTorch",
      source:
        "tensor(indices=tensor([[0, 1],\n                       [0, 2]]),\n       values=tensor([ 1.5000, -0.2500]),\n" +
        "       size=(2, 3), nnz=2, layout=torch.sparse_coo)",
      x: { shape: [2, 3], values: [1.5, 0, 0, 0, 0, -0.25], dtype: "float32" },
      assumed: ["sparse"],
    },
    {
      what: "a CSR tensor of PyTorch",
      source:
        "tensor(crow_indices=tensor([0, 1, 2]),\n       col_indices=tensor([0, 2]),\n       values=tensor([ 1.5000, -0.2500]), " +
        "size=(2, 3), nnz=2,\n       layout=torch.sparse_csr, dtype=torch.float64)",
      x: { shape: [2, 3], values: [1.5, 0, 0, 0, 0, -0.25], dtype: "float64" },
      assumed: ["sparse"],
    },
  ],
};

const SCIPY =
  /^\s*(?:<(?:Compressed Sparse|COOrdinate|List of Lists|Dictionary Of Keys|\d+x\d+ sparse)|\(\d+, \d+\)\t)/;
const TORCH = /^\s*(?:\w{1,40}\s?=\s?)?tensor\((?:indices|crow_indices|ccol_indices)=/;

/** Values and where each of them stands. */
interface Stored {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
  /** The index of each value along each axis. */
  readonly indices: readonly ArrayLike<number>[];
  readonly said: number; // how many there are, as the print says
  readonly dtype: Dtype;
}

const ENTRY = /[^\S\n]*\((\d{1,9}), (\d{1,9})\)\t([^\n]*)(?:\n|$)/y;

function readScipy(text: string, start: number, end: number): Stored {
  const head = /^\s*<[^>]{0,300}(?:>'?[^>]{0,200})?>[^\n]*\n/.exec(text.slice(start, Math.min(end, start + 600)))?.[0];
  const shape = /shape \((\d{1,9}), (\d{1,9})\)|<(\d{1,9})x(\d{1,9}) sparse/.exec(head ?? "");
  const said = /with (\d{1,9}) stored elements/.exec(head ?? "")?.[1];
  if (head === undefined || !shape || said === undefined) {
    return failAt(
      text,
      start,
      "foreign",
      "Expected rows of numbers, got a sparse matrix without its shape (print x.toarray())",
    );
  }
  const rows: number[] = [];
  const columns: number[] = [];
  const values: number[] = [];
  let pos = start + head.length;
  const names = /^[^\S\n]*Coords\s+Values[^\S\n]*\n/.exec(text.slice(pos, pos + 200));
  if (names) pos += names[0].length;
  while (pos < end) {
    ENTRY.lastIndex = pos;
    const entry = ENTRY.exec(text);
    if (!entry) break;
    const cursor = new Cursor(text, pos + entry[0].lastIndexOf("\t") + 1, end, "printed");
    rows.push(Number(entry[1]));
    columns.push(Number(entry[2]));
    values.push(cursor.number());
    pos = ENTRY.lastIndex;
  }
  const rest = text.slice(pos, Math.min(end, pos + 100)).trim();
  if (rest.startsWith(":"))
    failAt(text, pos, "abbreviated", 'Expected every value, got ":" for those left out (print x.toarray())');
  if (rest !== "")
    failAt(text, pos, "sparse", `Expected an entry such as "(0, 1)" and its value, got "${rest.slice(0, 30)}"`);
  const dtype = dtypeOfName(/(?:dtype '|numpy\.)(\w+)/.exec(head)?.[1] ?? "float64") ?? "float64";
  const extents = [Number(shape[1] ?? shape[3]), Number(shape[2] ?? shape[4])];
  return { shape: extents, values, indices: [rows, columns], said: Number(said), dtype };
}

function readTorch(text: string, start: number, end: number): Stored {
  const part = (name: string): { readonly shape: readonly number[]; readonly values: Float64Array } => {
    const at = new RegExp(`\\b${name}=(?=tensor\\()`).exec(text.slice(start, end));
    if (!at) return failAt(text, start, "sparse", `Expected ${name} in the print of a sparse tensor, got none`);
    const from = start + at.index + at[0].length;
    return new ArrayReader(new Cursor(text, from, end, "printed"), name).read();
  };
  const tail = text.slice(Math.max(start, end - 400), end);
  const extents = /size=\(([\d, ]{1,80})\)/.exec(tail)?.[1];
  const said = /nnz=(\d{1,9})/.exec(tail)?.[1];
  if (extents === undefined || said === undefined) {
    return failAt(text, start, "sparse", "Expected size and nnz at the end of a sparse tensor, got none");
  }
  const shape = (extents.match(/\d+/g) ?? []).map(Number);
  const { values, shape: kept } = part("values");
  if (kept.length !== 1)
    failAt(text, start, "sparse", "Expected one number for each index of a sparse tensor, got arrays");
  const dtype =
    dtypeOfName(/\bdtype=torch\.(\w+)/.exec(tail)?.[1] ?? "") ?? (hasFraction(values) ? "float32" : "float64");
  return { shape, values, indices: indicesOf(text, start, part), said: Number(said), dtype };
}

function indicesOf(
  text: string,
  start: number,
  part: (name: string) => { readonly shape: readonly number[]; readonly values: Float64Array },
): readonly ArrayLike<number>[] {
  const head = text.slice(start, start + 100);
  if (head.includes("ccol_indices=")) {
    return failAt(text, start, "sparse", "Expected a COO or CSR tensor, got a CSC one (print x.to_dense())");
  }
  if (!head.includes("crow_indices=")) {
    const { shape, values } = part("indices");
    const count = shape[1] ?? 0;
    return Array.from({ length: shape[0] ?? 0 }, (_, axis) => values.subarray(axis * count, (axis + 1) * count));
  }
  const ends = part("crow_indices").values;
  const columns = part("col_indices").values;
  const rows = new Float64Array(columns.length);
  for (let row = 0; row + 1 < ends.length; row++) rows.fill(row, itemAt(ends, row), itemAt(ends, row + 1));
  return [rows, columns];
}

/** Lays the stored values out, with 0 for all others. */
function denseOf(text: string, start: number, { shape, values, indices, said, dtype }: Stored): Reading {
  const refuse = (code: string, sentence: string): never => failAt(text, start, code, sentence);
  const size = sizeOf(shape);
  if (shape.length < 2 || shape.length > MAX_RANK)
    refuse("rank", `The tensor has rank ${shape.length}, ${expectedRank()}`);
  if (size > MOST_VALUES) refuse("memory-limit", `Expected at most ${MOST_VALUES} values, got ${shape.join(" x ")}`);
  if (values.length !== said) refuse("said-shape", `The print says ${said} stored values, got ${values.length}`);
  if (indices.length !== shape.length || indices.some(({ length }) => length !== said)) {
    refuse("sparse", `Expected an index along ${shape.length} axes for each of ${said} values, got others`);
  }
  const dense = new Float64Array(size);
  const taken = new Uint8Array(size);
  for (let i = 0; i < said; i++) {
    let at = 0;
    for (const [axis, extent] of shape.entries()) {
      const index = itemAt(itemAt(indices, axis), i);
      if (!Number.isInteger(index) || index < 0 || index >= extent) {
        refuse("sparse", `Value ${i + 1} has index ${index} along axis ${axis}, expected one below ${extent}`);
      }
      at = at * extent + index;
    }
    if (taken[at])
      refuse("sparse", `Value ${i + 1} stands where another one stands already, expected one for each index`);
    taken[at] = 1;
    dense[at] = itemAt(values, i);
  }
  const sentence = `${said} stored values were read, and 0 for all others.`;
  return {
    input: { x: tensorOf([...shape], dense, dtype), places: { x: new Lines(text).at(start) } },
    assumed: [{ id: "sparse", text: sentence }],
  };
}
