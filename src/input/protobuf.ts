import { failAtByte } from "./place";

/** One field of a message in protobuf's binary form: a whole number, or bytes. */
export interface Field {
  readonly number?: number;
  readonly bytes: Uint8Array; // of the number itself, or what the field holds
}

const DAMAGED = "The file is no whole protobuf message, as a tensor of ONNX is one";

/** The fields of a message by their numbers. Throws InputError, with the byte, where it is damaged. */
export class ProtobufFields {
  private readonly fields = new Map<number, Field[]>();

  constructor(bytes: Uint8Array) {
    const reader = new VarintReader(bytes);
    while (reader.at < bytes.length) {
      const start = reader.at;
      const tag = reader.next("unsigned");
      const field = readField(reader, tag % 8, start);
      const number = Math.floor(tag / 8);
      const known = this.fields.get(number);
      if (known) known.push(field);
      else this.fields.set(number, [field]);
    }
  }

  /** The last of a field's numbers, as protobuf wants it; 0 where there is none. */
  number(field: number): number {
    return this.all(field).at(-1)?.number ?? 0;
  }

  all(field: number): readonly Field[] {
    return this.fields.get(field) ?? [];
  }

  /** Numbers of a fixed size, packed into one field or in fields of their own. Undefined where there are none. */
  fixed(field: number, size: 4 | 8): Uint8Array | undefined {
    const parts = this.all(field).flatMap(({ bytes }) => (bytes.length % size === 0 ? [bytes] : []));
    const [first] = parts;
    if (parts.length < 2) return first;
    const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  }
}

/** How a whole number of 64 bits is meant. */
export type Sign = "signed" | "unsigned";

/** The whole numbers of a repeated field, each by itself or packed. `rounded` counts those that a double cannot hold. */
export function wholeNumbers(
  fields: readonly Field[],
  sign: Sign,
): { values: Float64Array<ArrayBuffer>; rounded: number } {
  const count = fields.reduce(
    (sum, { bytes }) => sum + bytes.reduce((ends, byte) => ends + (byte < 0x80 ? 1 : 0), 0),
    0,
  );
  const values = new Float64Array(count);
  let at = 0;
  let rounded = 0;
  for (const { bytes } of fields) {
    const reader = new VarintReader(bytes);
    while (reader.at < bytes.length) {
      const value = reader.next(sign);
      if (reader.wasRounded) rounded++;
      values[at++] = value;
    }
  }
  return { values, rounded };
}

function readField(reader: VarintReader, wire: number, start: number): Field {
  switch (wire) {
    case 0: {
      const from = reader.at;
      const number = reader.next("signed");
      return { number, bytes: reader.bytes.subarray(from, reader.at) };
    }
    case 1:
      return { bytes: reader.take(8) };
    case 2:
      return { bytes: reader.take(reader.next("unsigned")) };
    case 5:
      return { bytes: reader.take(4) };
    default:
      return failAtByte(start, "protobuf", DAMAGED);
  }
}

class VarintReader {
  at = 0;
  /** Whether the last number is one that a double cannot hold. */
  wasRounded = false;

  constructor(readonly bytes: Uint8Array) {}

  /** A whole number of 64 bits, 7 of them in a byte, the lowest first. */
  next(sign: Sign): number {
    let low = 0; // the lower 32 bits
    let high = 0;
    for (let i = 0; i < 10; i++) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) break;
      const part = byte & 0x7f;
      if (i < 4) low += part * 2 ** (7 * i);
      else if (i === 4) {
        low += (part & 0x0f) * 2 ** 28;
        high = part >>> 4;
      } else high += part * 2 ** (7 * i - 32);
      if (byte < 0x80) return this.toNumber(low, high % 2 ** 32, sign);
    }
    return failAtByte(this.at, "protobuf", DAMAGED);
  }

  take(length: number): Uint8Array {
    const end = this.at + length;
    if (end > this.bytes.length) failAtByte(this.bytes.length, "truncated", "The file ends inside its numbers");
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  private toNumber(low: number, high: number, sign: Sign): number {
    const top = sign === "signed" ? high | 0 : high;
    const value = top * 2 ** 32 + low;
    this.wasRounded = !Number.isSafeInteger(value) && BigInt(value) !== (BigInt(top) << 32n) + BigInt(low);
    return value;
  }
}
