import { failAtByte } from "./place";

const DAMAGED = "Expected a whole protobuf message, as a tensor of ONNX is one, got a damaged one";
const NOTHING = new Uint8Array();

/**
 * What the fields of a message hold, by their numbers: numbers of a repeated field one after the other, whether they are
 * packed or in fields of their own. Others than those of `numbers` are passed over. Throws InputError, with the byte,
 * where the message is damaged.
 */
export class ProtobufFields {
  private readonly fields = new Map<number, JoinedBytes>();

  constructor(bytes: Uint8Array, numbers: readonly number[]) {
    for (const number of numbers) this.fields.set(number, new JoinedBytes());
    const reader = new VarintReader(bytes);
    while (reader.at < bytes.length) {
      const start = reader.at;
      const tag = reader.next("unsigned");
      const held = readField(reader, tag % 8, start);
      this.fields.get(Math.floor(tag / 8))?.add(held);
    }
  }

  /** The bytes that a field holds; none where it is not there. */
  bytes(field: number): Uint8Array {
    return this.fields.get(field)?.bytes ?? NOTHING;
  }

  /** The last of a field's whole numbers, as protobuf wants it; 0 where there is none. */
  number(field: number): number {
    return wholeNumbers(this.bytes(field), "signed").values.at(-1) ?? 0;
  }
}

/** Bytes that come in pieces. One piece is not copied. */
class JoinedBytes {
  private held: Uint8Array = NOTHING;
  private length = 0;
  private isOwn = false;

  get bytes(): Uint8Array {
    return this.held.subarray(0, this.length);
  }

  add(piece: Uint8Array): void {
    if (this.length === 0) {
      [this.held, this.length, this.isOwn] = [piece, piece.length, false];
      return;
    }
    const length = this.length + piece.length;
    if (!this.isOwn || length > this.held.length) {
      const wider = new Uint8Array(Math.max(64, 2 * length));
      wider.set(this.bytes);
      [this.held, this.isOwn] = [wider, true];
    }
    this.held.set(piece, this.length);
    this.length = length;
  }
}

/** How a whole number of 64 bits is meant. */
type Sign = "signed" | "unsigned";

/** Whole numbers, one after the other. `rounded` counts those that a double cannot hold. */
export function wholeNumbers(bytes: Uint8Array, sign: Sign): { values: Float64Array<ArrayBuffer>; rounded: number } {
  const count = bytes.reduce((ends, byte) => ends + (byte < 0x80 ? 1 : 0), 0);
  const values = new Float64Array(count);
  const reader = new VarintReader(bytes);
  let rounded = 0;
  for (let at = 0; reader.at < bytes.length; at++) {
    values[at] = reader.next(sign);
    if (reader.wasRounded) rounded++;
  }
  return { values, rounded };
}

/** What a field holds: the bytes of a whole number as they stand, or the bytes themselves. */
function readField(reader: VarintReader, wire: number, start: number): Uint8Array {
  switch (wire) {
    case 0: {
      const from = reader.at;
      reader.next("unsigned");
      return reader.bytes.subarray(from, reader.at);
    }
    case 1:
      return reader.take(8);
    case 2:
      return reader.take(reader.next("unsigned"));
    case 5:
      return reader.take(4);
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
    return failAtByte(Math.min(this.at, this.bytes.length), "protobuf", DAMAGED);
  }

  take(length: number): Uint8Array {
    const end = this.at + length;
    if (end > this.bytes.length)
      failAtByte(
        this.bytes.length,
        "truncated",
        `The file ends inside a field, expected ${end - this.bytes.length} bytes more`,
      );
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
