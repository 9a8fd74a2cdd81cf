import { sizeOf, type Dtype, type Tensor, type Values } from "../../core/tensor";
import { bfloat16sToNumbers, float16sToNumbers } from "../../encoding/loops/half-arrays";

/** Element types that come over the wire: little-endian, in C order. */
export const WIRES = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  uint8: 1,
  uint16: 2,
  uint32: 4,
  uint64: 8,
  bool: 1,
} as const;
export type Wire = keyof typeof WIRES;

export function isWire(name: string): name is Wire {
  return Object.hasOwn(WIRES, name);
}

interface Decoded {
  readonly tensor: Tensor;
  readonly notes: readonly string[];
}

/**
 * The tensor in little-endian bytes in C order. Integers and truth values become float64 (exact up to 2^53; a note says
 * how many are beyond). Expects exactly the shape's bytes; takes them over.
 */
export function decode(bytes: Uint8Array, wire: Wire, shape: readonly number[]): Decoded {
  const size = sizeOf(shape);
  if (bytes.length !== size * WIRES[wire]) {
    throw new Error(`expected ${size * WIRES[wire]} bytes of ${wire} ${shape.join(" x ")}, got ${bytes.length}`);
  }
  // Typed arrays want aligned starts; a fresh buffer has one.
  const buffer =
    bytes.byteOffset % 8 === 0 && bytes.buffer instanceof ArrayBuffer ? bytes.buffer : new Uint8Array(bytes).buffer;
  const offset = buffer === bytes.buffer ? bytes.byteOffset : 0;
  const notes: string[] = [];
  const dtype: Dtype = wire === "float32" || wire === "float16" || wire === "bfloat16" ? wire : "float64";
  return { tensor: { shape, values: toValues(buffer, offset, size, wire, notes), dtype }, notes };
}

function toValues(buffer: ArrayBuffer, offset: number, size: number, wire: Wire, notes: string[]): Values {
  switch (wire) {
    case "float64":
      return new Float64Array(buffer, offset, size);
    case "float32":
      return new Float32Array(buffer, offset, size);
    case "float16":
      return float16sToNumbers(new Uint16Array(buffer, offset, size));
    case "bfloat16":
      return bfloat16sToNumbers(new Uint16Array(buffer, offset, size));
    case "int8":
      return Float64Array.from(new Int8Array(buffer, offset, size));
    case "int16":
      return Float64Array.from(new Int16Array(buffer, offset, size));
    case "int32":
      return Float64Array.from(new Int32Array(buffer, offset, size));
    case "uint8":
      return Float64Array.from(new Uint8Array(buffer, offset, size));
    case "bool":
      return Float64Array.from(new Uint8Array(buffer, offset, size), (byte) => (byte ? 1 : 0));
    case "uint16":
      return Float64Array.from(new Uint16Array(buffer, offset, size));
    case "uint32":
      return Float64Array.from(new Uint32Array(buffer, offset, size));
    case "int64":
      return fromBig(new BigInt64Array(buffer, offset, size), notes);
    case "uint64":
      return fromBig(new BigUint64Array(buffer, offset, size), notes);
  }
}

function fromBig(source: BigInt64Array | BigUint64Array, notes: string[]): Float64Array {
  const values = new Float64Array(source.length);
  let rounded = 0;
  source.forEach((integer: bigint, i) => {
    const value = Number(integer);
    values[i] = value;
    if (!Number.isSafeInteger(value) && BigInt(value) !== integer) rounded++;
  });
  if (rounded)
    notes.push(`${rounded === 1 ? "1 integer beyond 2^53 is" : `${rounded} integers beyond 2^53 are`} rounded`);
  return values;
}
