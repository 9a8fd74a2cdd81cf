import type { Assumption } from "../../core/problem";
import { sizeOf } from "../../core/tensor";
import { problemOfArrays, type NamedArray } from "../named-arrays";
import { BYTES, dtypeOfStorage, readElements, type Storage } from "../elements";
import { failAtByte } from "../place";
import { roundedIntegers } from "../rounded-integers";
import { own } from "../../core/own";
import { decodeUtf8 } from "../decode-utf8";
import type { BinaryFormat, Reading } from "./format";

const KINDS: Readonly<Record<string, Storage>> = {
  F64: "f8",
  F32: "f4",
  F16: "f2",
  BF16: "bf16",
  I64: "i8",
  I32: "i4",
  I16: "i2",
  I8: "i1",
  U64: "u8",
  U32: "u4",
  U16: "u2",
  U8: "u1",
  BOOL: "bool",
};

/** Hugging Face's file of named tensors. */
export const safetensors: BinaryFormat<"safetensors"> = {
  kind: "binary",
  name: "safetensors",
  label: ".safetensors",
  endings: ["safetensors"],
  plain: true,
  summary: "the same names; F64, F32, F16, BF16, integers",
  // The header's length, below 2^40, and the brace that opens it.
  startsLike: (head) => head.length > 9 && head[8] === 0x7b && head[5] === 0 && head[6] === 0 && head[7] === 0,
  read: readSafetensors,
  examples: [
    {
      what: "tensors by name",
      source: {
        base64:
          "dAAAAAAAAAB7IngiOnsiZHR5cGUiOiJCRjE2Iiwic2hhcGUiOlsxLDJdLCJkYXRhX29mZnNldHMiOlswLDRdfSwid2VpZ2h0" +
          "Ijp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlsyXSwiZGF0YV9vZmZzZXRzIjpbNCwxMl19fYA/gP8AAABAAABAQA==",
      },
      x: { shape: [1, 2], values: [1, -Infinity], dtype: "bfloat16" },
      assumed: ["names"],
    },
  ],
};

/**
 * Reads a .safetensors file: 8 bytes with the header's length, a JSON header { name: { dtype, shape, data_offsets } },
 * and the data. No two tensors may share bytes, as the format says: a small file could ask for any amount of memory.
 */
function readSafetensors(bytes: Uint8Array, wanted?: string): Reading {
  if (bytes.length < 8)
    failAtByte(bytes.length, "truncated", "The file ends inside its first 8 bytes, expected the length of its header");
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (8 + length > bytes.length) {
    failAtByte(8, "truncated", `The file ends after ${bytes.length} bytes, expected a header of ${length} bytes`);
  }
  const header = parseHeader(bytes, length);
  const entries = Object.entries(header).flatMap(([name, entry]) =>
    name === "__metadata__" ? [] : [checkEntry(bytes, 8 + length, name, entry)],
  );
  refuseShared(entries);
  const assumed: Assumption[] = [];
  const arrays = entries.map(({ name, storage, shape, at }): NamedArray => {
    const { values, rounded } = readElements(bytes, at, sizeOf(shape), storage, true);
    assumed.push(...roundedIntegers(rounded));
    return { name, tensor: { shape, values, dtype: dtypeOfStorage(storage) }, at };
  });
  if (arrays.length === 0) failAtByte(8, "empty", "Expected at least one tensor in the file, got none");
  return problemOfArrays(arrays, assumed, { asked: wanted });
}

function parseHeader(bytes: Uint8Array, length: number): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(decodeUtf8(bytes.subarray(8, 8 + length)));
    if (typeof header === "object" && header !== null && !Array.isArray(header))
      return header as Record<string, unknown>;
  } catch {
    // Said below, for whatever reason it is no JSON object.
  }
  return failAtByte(8, "safetensors-header", "Expected a JSON object in the header, got something else");
}

/** A tensor as the header describes it, held against the bytes that are there. */
interface Entry {
  readonly name: string;
  readonly storage: Storage;
  readonly shape: readonly number[];
  readonly at: number; // byte of its first element
  readonly end: number;
}

function checkEntry(bytes: Uint8Array, data: number, name: string, entry: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const storage = typeof dtype === "string" ? own(KINDS, dtype) : undefined;
  const [from, to, ...more] = isCounts(offsets) ? offsets : [];
  if (!isCounts(shape) || from === undefined || to === undefined || more.length > 0) {
    return failAtByte(
      8,
      "safetensors-header",
      `Tensor ${name} has a damaged shape or place in the header, expected lists of whole numbers`,
    );
  }
  if (storage === undefined) {
    return failAtByte(
      8,
      "safetensors-dtype",
      `Tensor ${name} has ${typeof dtype === "string" ? `dtype ${dtype}` : "no dtype"}, expected floats, integers or BOOL`,
    );
  }
  const count = sizeOf(shape);
  if (to - from !== count * BYTES[storage]) {
    failAtByte(
      8,
      "safetensors-header",
      `Tensor ${name} has ${to - from} bytes, expected ${count * BYTES[storage]} for its shape`,
    );
  }
  if (data + to > bytes.length)
    failAtByte(bytes.length, "truncated", `The file ends inside tensor ${name}, expected a whole .safetensors file`);
  return { name, storage, shape, at: data + from, end: data + to };
}

function refuseShared(entries: readonly Entry[]): void {
  let [last, free] = ["", 0];
  for (const { name, at, end } of [...entries].sort((one, other) => one.at - other.at)) {
    if (at < free && at < end) {
      failAtByte(at, "safetensors-header", `Tensors ${last} and ${name} share bytes, expected each to have its own`);
    }
    if (end > free) [last, free] = [name, end];
  }
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}
