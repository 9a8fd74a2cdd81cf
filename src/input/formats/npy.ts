import type { Assumption } from "../../core/problem";
import { sizeOf, type Tensor } from "../../core/tensor";
import { BYTES, dtypeOfStorage, readElements, type Storage } from "../elements";
import { startsWith } from "../magic";
import { expectedRank, MAX_RANK } from "../max-rank";
import { failAtByte } from "../place";
import { roundedIntegers } from "../rounded-integers";
import { own } from "../../core/own";
import { NPY_MAGIC as MAGIC } from "../write-npy";
import type { BinaryFormat, ByteFile } from "./format";

const WHOLE = "expected a whole .npy file";
/** More of a header is not looked at. */
const HEAD_BYTES = 65536 + 12;
/** Elements that are widened at a time: they stay in cache on the way. */
const PART_ELEMENTS = 2 ** 16;

/** NumPy's file of one array. */
export const npy: BinaryFormat<"npy"> = {
  kind: "binary",
  name: "npy",
  label: ".npy",
  endings: ["npy"],
  plain: true,
  summary: "C and Fortran order, either byte order; float64, float32, float16, integers, booleans; ml_dtypes' bfloat16",
  startsLike: (head) => startsWith(head, MAGIC),
  read: (bytes) => {
    const { tensor, assumed } = readNpy(bytes);
    requireRank(tensor.shape);
    return { input: { x: tensor, places: PLACES }, assumed };
  },
  readTensor: (bytes) => readNpy(bytes).tensor,
  readInto: (file, room) => {
    const x = readNpyInto(file, room);
    return x && { input: { x, places: PLACES }, assumed: [] };
  },
  examples: [
    {
      what: "float64",
      source: {
        base64:
          "k05VTVBZAQA8AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDIpLCB9CgAA" +
          "AAAAAPA/AAAAAAAABMAAAAAAAAD4fwAAAAAAABBA",
      },
      x: { shape: [2, 2], values: [1, -2.5, NaN, 4], dtype: "float64" },
    },
    {
      what: "float32, big-endian, in Fortran order",
      source: {
        base64:
          "k05VTVBZAQA7AHsnZGVzY3InOiAnPmY0JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMyksIH0KP4AA" +
          "AECAAABAAAAAQKAAAEBAAABAwAAA",
      },
      x: { shape: [2, 3], values: [1, 2, 3, 4, 5, 6], dtype: "float32" },
    },
  ],
};

const PLACES = { x: { offset: 0, line: 1, column: 1 } };

function requireRank({ length }: readonly number[]): void {
  if (length >= 2 && length <= MAX_RANK) return;
  failAtByte(10, "rank", `The array has rank ${length}, ${expectedRank()}`);
}

/** An array of any rank, and what was taken for granted in it. */
export interface BinaryArray {
  readonly tensor: Tensor;
  readonly assumed: readonly Assumption[];
}

const KINDS: Readonly<Record<string, Storage>> = {
  f8: "f8",
  f4: "f4",
  f2: "f2",
  i8: "i8",
  i4: "i4",
  i2: "i2",
  i1: "i1",
  u8: "u8",
  u4: "u4",
  u2: "u2",
  u1: "u1",
  b1: "bool",
  V2: "bf16", // ml_dtypes' bfloat16 loses its name in a file
};

/** What the header of a .npy file says. */
interface Header {
  readonly storage: Storage;
  readonly little: boolean;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  readonly count: number;
  readonly start: number; // byte of the first element
}

/**
 * Reads a .npy file (format versions 1 to 3; numpy/lib/format.py describes them): C and Fortran order, either byte
 * order, floats, integers and booleans. Throws InputError with the byte where the fault stands.
 */
export function readNpy(bytes: Uint8Array, name = "The file"): BinaryArray {
  const { storage, little, fortran, shape, count, start } = readHeader(bytes, bytes.length, name);
  const { values, rounded } = readElements(bytes, start, count, storage, little, fortran ? shape : undefined);
  return { tensor: { shape, values, dtype: dtypeOfStorage(storage) }, assumed: roundedIntegers(rounded) };
}

/**
 * Reads a .npy file straight into the memory that `room` gives for its shape, so that no copy of it is made. Undefined,
 * with nothing read, where its elements do not stand in it as they are needed, or there is no room for such a shape.
 */
function readNpyInto(
  file: ByteFile,
  room: (shape: readonly number[]) => Float64Array | undefined,
): BinaryArray["tensor"] | undefined {
  const head = new Uint8Array(Math.min(file.size, HEAD_BYTES));
  file.read(0, head);
  const { storage, little, fortran, shape, count, start } = readHeader(head, file.size, "The file");
  if (!little || fortran || (storage !== "f8" && storage !== "f4")) return undefined;
  const values = room(shape);
  if (!values) return undefined;
  if (storage === "f8") file.read(start, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  else {
    const part = new Float32Array(Math.min(count, PART_ELEMENTS));
    for (let from = 0; from < count; from += part.length) {
      const some = part.subarray(0, Math.min(part.length, count - from));
      file.read(start + 4 * from, new Uint8Array(some.buffer, 0, some.byteLength));
      values.set(some, from);
    }
  }
  return { shape, values, dtype: dtypeOfStorage(storage) };
}

/** Reads the header from a file's first bytes; `size` is that of the whole file. */
function readHeader(bytes: Uint8Array, size: number, name: string): Header {
  const odd = MAGIC.findIndex((byte, i) => bytes[i] !== byte);
  if (odd >= 0) failAtByte(odd, "npy-magic", `${name} does not start as expected of a .npy file`);
  const version = bytes[6];
  if (version === undefined) failAtByte(bytes.length, "truncated", `${name} ends inside its header, ${WHOLE}`);
  if (!(version >= 1 && version <= 3))
    failAtByte(6, "npy-version", `${name} has .npy version ${version}, expected 1 to 3`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lead = version === 1 ? 10 : 12;
  if (bytes.length < lead) failAtByte(bytes.length, "truncated", `${name} ends inside its header, ${WHOLE}`);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (lead + length > size) {
    failAtByte(size, "truncated", `${name} ends inside its header of ${length} bytes, ${WHOLE}`);
  }
  const header = latin1(bytes.subarray(lead, lead + Math.min(length, 65536)));
  const { storage, little } = readDescr(header, name, lead);
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(header)?.[1];
  const extents = /['"]shape['"]\s*:\s*\(([\d\sL,]*)\)/.exec(header)?.[1];
  if (order === undefined || extents === undefined)
    failAtByte(lead, "npy-header", `${name} has a header without order or shape, expected both`);
  const shape = (extents.match(/\d+/g) ?? []).map(Number);
  const count = sizeOf(shape);
  const start = lead + length;
  if (!Number.isSafeInteger(count) || start + count * BYTES[storage] > size) {
    const got = Math.floor((size - start) / BYTES[storage]);
    failAtByte(size, "truncated", `${name} ends after ${got} values, expected ${count} (shape ${shape.join(" x ")})`);
  }
  const fortran = order === "True" && shape.filter((extent) => extent > 1).length > 1;
  return { storage, little, fortran, shape, count, start };
}

function readDescr(header: string, name: string, at: number): { readonly storage: Storage; readonly little: boolean } {
  const descr = /['"]descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(header)?.[1];
  if (descr === undefined) {
    return failAtByte(at, "npy-dtype", `${name} holds records or has no dtype, expected an array of numbers`);
  }
  const storage = own(KINDS, descr.replace(/^[<>|=]/, ""));
  if (storage === undefined) {
    const kind = /^[<>|=]?([Oc])\d*$/.exec(descr)?.[1];
    const what = kind === "O" ? "Python objects" : kind === "c" ? "complex numbers" : `dtype ${descr}`;
    return failAtByte(at, "npy-dtype", `${name} holds ${what}, expected floats, integers or booleans`);
  }
  return { storage, little: !descr.startsWith(">") };
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
