import { sizeOf, type Dtype, type Values } from "../core/tensor";
import { bfloat16ToNumber, float16ToNumber } from "../encoding/half";

/** How the elements of a binary array are stored. */
export type Storage = "f8" | "f4" | "f2" | "bf16" | "i8" | "i4" | "i2" | "i1" | "u8" | "u4" | "u2" | "u1" | "bool";

export const BYTES: Readonly<Record<Storage, number>> = {
  f8: 8,
  f4: 4,
  f2: 2,
  bf16: 2,
  i8: 8,
  i4: 4,
  i2: 2,
  i1: 1,
  u8: 8,
  u4: 4,
  u2: 2,
  u1: 1,
  bool: 1,
};

/** The dtype under which elements are kept; integers become float64. */
export function dtypeOfStorage(storage: Storage): Dtype {
  if (storage === "f4") return "float32";
  if (storage === "f2") return "float16";
  return storage === "bf16" ? "bfloat16" : "float64";
}

/**
 * Elements as numbers, in the order in which they are stored. `rounded` counts 64-bit integers beyond 2^53, which a
 * double cannot hold. The values may share the memory of `bytes`.
 */
export function readElements(
  bytes: Uint8Array,
  offset: number,
  count: number,
  storage: Storage,
  littleEndian: boolean,
): { readonly values: Values; readonly rounded: number } {
  const size = BYTES[storage];
  // Little-endian floats stand there as they are needed, for everything runs on little-endian machines: where they are
  // aligned too, they are not copied.
  if (littleEndian && (storage === "f8" || storage === "f4")) {
    const start = bytes.byteOffset + offset;
    const aligned = start % size === 0;
    const buffer = aligned ? bytes.buffer : bytes.buffer.slice(start, start + count * size);
    const at = aligned ? start : 0;
    const values = storage === "f8" ? new Float64Array(buffer, at, count) : new Float32Array(buffer, at, count);
    return { values, rounded: 0 };
  }
  const dtype = dtypeOfStorage(storage);
  const values = dtype === "float64" ? new Float64Array(count) : new Float32Array(count);
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, count * size);
  if (storage === "i8" || storage === "u8") return { values, rounded: readWide(view, values, storage, littleEndian) };
  const read = reader(view, storage, littleEndian);
  for (let i = 0; i < count; i++) values[i] = read(i * size);
  return { values, rounded: 0 };
}

function readWide(view: DataView, values: Values, storage: "i8" | "u8", littleEndian: boolean): number {
  let rounded = 0;
  for (let i = 0; i < values.length; i++) {
    const wide = storage === "i8" ? view.getBigInt64(i * 8, littleEndian) : view.getBigUint64(i * 8, littleEndian);
    const value = Number(wide);
    values[i] = value;
    if (!Number.isSafeInteger(value) && BigInt(value) !== wide) rounded++;
  }
  return rounded;
}

function reader(view: DataView, storage: Exclude<Storage, "i8" | "u8">, little: boolean): (at: number) => number {
  switch (storage) {
    case "f8":
      return (at) => view.getFloat64(at, little);
    case "f4":
      return (at) => view.getFloat32(at, little);
    case "f2":
      return (at) => float16ToNumber(view.getUint16(at, little));
    case "bf16":
      return (at) => bfloat16ToNumber(view.getUint16(at, little));
    case "i4":
      return (at) => view.getInt32(at, little);
    case "i2":
      return (at) => view.getInt16(at, little);
    case "i1":
      return (at) => view.getInt8(at);
    case "u4":
      return (at) => view.getUint32(at, little);
    case "u2":
      return (at) => view.getUint16(at, little);
    case "u1":
      return (at) => view.getUint8(at);
    case "bool":
      return (at) => (view.getUint8(at) ? 1 : 0);
  }
}

/** Elements stored column by column (Fortran order) as row-major ones. */
export function transposeFortran(values: Values, shape: readonly number[]): Values {
  const result = values instanceof Float64Array ? new Float64Array(values.length) : new Float32Array(values.length);
  // In the source the first axis runs fastest, in the result the last one: it turns first.
  const axes = shape.map((extent, axis) => ({ extent, stride: sizeOf(shape.slice(0, axis)), index: 0 })).reverse();
  let source = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[source];
    if (value === undefined) throw new RangeError(`expected ${sizeOf(shape)} values, got ${values.length}`);
    result[i] = value;
    for (const axis of axes) {
      source += axis.stride;
      if (++axis.index < axis.extent) break;
      source -= axis.stride * axis.extent;
      axis.index = 0;
    }
  }
  return result;
}
