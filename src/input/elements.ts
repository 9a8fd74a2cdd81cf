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
 * Elements as numbers, in row-major order. `fortran` is the shape of elements that are stored column by column.
 * `rounded` counts 64-bit integers beyond 2^53, which a double cannot hold. The values may share the memory of `bytes`.
 */
export function readElements(
  bytes: Uint8Array,
  offset: number,
  count: number,
  storage: Storage,
  littleEndian: boolean,
  fortran?: readonly number[],
): { readonly values: Values; readonly rounded: number } {
  const size = BYTES[storage];
  // Little-endian floats stand there as they are needed, for everything runs on little-endian machines: where they are
  // aligned too, they are not copied.
  if (!fortran && littleEndian && (storage === "f8" || storage === "f4")) {
    const start = bytes.byteOffset + offset;
    const aligned = start % size === 0;
    const buffer = aligned ? bytes.buffer : bytes.buffer.slice(start, start + count * size);
    const at = aligned ? start : 0;
    const values = storage === "f8" ? new Float64Array(buffer, at, count) : new Float32Array(buffer, at, count);
    return { values, rounded: 0 };
  }
  const values = isExactInSingle(storage) ? new Float32Array(count) : new Float64Array(count);
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, count * size);
  let rounded = 0;
  const read = reader(view, storage, littleEndian, () => rounded++);
  if (fortran) walkFortran(fortran, (i, source) => (values[i] = read(source * size)));
  else for (let i = 0; i < count; i++) values[i] = read(i * size);
  return { values, rounded };
}

/** Elements of two bytes and fewer are kept in single precision, so that reading a file takes few times its size. */
function isExactInSingle(storage: Storage): boolean {
  return storage === "f4" || BYTES[storage] <= 2;
}

/** Reads an element at a byte; `onRounded` is told of each that a double cannot hold. */
function reader(view: DataView, storage: Storage, little: boolean, onRounded: () => void): (at: number) => number {
  const toDouble = (wide: bigint): number => {
    const value = Number(wide);
    if (!Number.isSafeInteger(value) && BigInt(value) !== wide) onRounded();
    return value;
  };
  switch (storage) {
    case "f8":
      return (at) => view.getFloat64(at, little);
    case "f4":
      return (at) => view.getFloat32(at, little);
    case "f2":
      return (at) => float16ToNumber(view.getUint16(at, little));
    case "bf16":
      return (at) => bfloat16ToNumber(view.getUint16(at, little));
    case "i8":
      return (at) => toDouble(view.getBigInt64(at, little));
    case "u8":
      return (at) => toDouble(view.getBigUint64(at, little));
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

/** Goes through elements stored column by column (Fortran order) row by row: their place, and where they are stored. */
function walkFortran(shape: readonly number[], visit: (place: number, source: number) => void): void {
  const count = sizeOf(shape);
  // In the source the first axis runs fastest, in the result the last one: it turns first.
  const axes = shape.map((extent, axis) => ({ extent, stride: sizeOf(shape.slice(0, axis)), index: 0 })).reverse();
  let source = 0;
  for (let place = 0; place < count; place++) {
    visit(place, source);
    for (const axis of axes) {
      source += axis.stride;
      if (++axis.index < axis.extent) break;
      source -= axis.stride * axis.extent;
      axis.index = 0;
    }
  }
}
