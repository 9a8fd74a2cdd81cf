import { failure, success, type Result } from "../../../core/fault";
import { sizeOf } from "../../../core/tensor";
import { LIMITS, sizeText } from "../reader";
import { WIRES } from "../wire-types";
import { HEAD_BYTES } from "./locate-vector";
import type { Location } from "./location";
import type { Memory } from "./memory";

/** Rows that lie apart in memory, each of which is a request of its own. */
const MOST_APART = 16_384;

type Head = NonNullable<Location["head"]>;

interface Range {
  readonly start: bigint;
  readonly bytes: number;
}

export function tooLarge(expression: string, total: number): Result<never> {
  const limit = sizeText(LIMITS.protocol);
  const text = `${expression} holds ${sizeText(total)}; at most ${limit} are read from a C++ program. Read a part of it.`;
  return failure("too-large", text);
}

/** Vectors of vectors: the outer ones hold the heads of the inner ones. */
export async function readVectors(
  memory: Memory,
  expression: string,
  location: Location,
): Promise<Result<{ readonly shape: readonly number[]; readonly bytes: Uint8Array }>> {
  const each = WIRES[location.wire] * sizeOf(location.shape ?? []);
  let ranges: readonly Range[] = [{ start: location.address, bytes: location.span }];
  const shape: number[] = [];
  for (let level = 0; level < location.vectors; level++) {
    const heads = await readRanges(memory, ranges, expression);
    if (!heads.ok) return heads;
    const headBytes = location.head?.size ?? HEAD_BYTES;
    const count = heads.value.length / headBytes;
    if (!Number.isInteger(count)) {
      return failure("no-tensor", `${expression} has vectors of a layout that is not known.`);
    }
    shape.push(count / sizeOf(shape));
    const isInnermost = level === location.vectors - 1;
    ranges = location.head
      ? rangesByLength(heads.value, location.head, isInnermost ? each : headBytes)
      : rangesIn(heads.value);
    const expected = ranges[0]?.bytes;
    for (const [n, { bytes }] of ranges.entries()) {
      if (expected === undefined || bytes === expected) continue;
      const inner = isInnermost ? each : headBytes;
      const text = `${expression} is ragged: vector ${n} has ${bytes / inner} values, expected ${expected / inner}.`;
      return failure("ragged-row", text);
    }
  }
  shape.push((ranges.at(0)?.bytes ?? 0) / each);
  const content = await readRanges(memory, ranges, expression);
  return content.ok ? success({ shape, bytes: content.value }) : content;
}

/** How many entries the vectors have on each level, by the first one of it. */
export async function firstExtents(
  memory: Memory,
  { address, span, vectors, head, shape, wire }: Location,
): Promise<readonly number[] | null> {
  const size = head?.size ?? HEAD_BYTES;
  const extents = [span / size];
  let at = address;
  while (extents.length <= vectors && extents.at(-1) !== 0) {
    const first = await memory.read(at, size);
    if (!first.ok) return null;
    const bytes = extents.length < vectors ? size : WIRES[wire] * sizeOf(shape ?? []);
    const [range] = head ? rangesByLength(first.value, head, bytes) : rangesIn(first.value);
    if (!range) return null;
    extents.push(range.bytes / bytes);
    at = range.start;
  }
  return extents.every((extent) => Number.isInteger(extent) && extent > 0) ? extents : null;
}

function rangesIn(heads: Uint8Array): readonly Range[] {
  const view = new DataView(heads.buffer, heads.byteOffset, heads.length);
  return Array.from({ length: heads.length / HEAD_BYTES }, (_, n) => {
    const start = view.getBigUint64(HEAD_BYTES * n, true);
    return { start, bytes: Number(view.getBigUint64(HEAD_BYTES * n + 8, true) - start) };
  });
}

/** The same of vectors that keep their length in entries. */
function rangesByLength(heads: Uint8Array, { size, start, length }: Head, each: number): readonly Range[] {
  const view = new DataView(heads.buffer, heads.byteOffset, heads.length);
  return Array.from({ length: heads.length / size }, (_, n) => ({
    start: view.getBigUint64(size * n + start, true),
    bytes: Number(view.getBigUint64(size * n + length, true)) * each,
  }));
}

/** Bytes of many ranges, one after the other. Ranges that lie close together are read as one. */
async function readRanges(memory: Memory, ranges: readonly Range[], expression: string): Promise<Result<Uint8Array>> {
  if (ranges.some(({ bytes }) => bytes < 0)) {
    return failure("no-tensor", `${expression} is or holds a vector that is not initialised yet.`);
  }
  const total = ranges.reduce((sum, range) => sum + range.bytes, 0);
  if (total > LIMITS.protocol) return tooLarge(expression, total);
  const result = new Uint8Array(total);
  if (total === 0) return success(result);
  let [low, high] = [ranges[0]?.start ?? 0n, 0n];
  for (const { start, bytes } of ranges) {
    const end = start + BigInt(bytes);
    if (start < low) low = start;
    if (end > high) high = end;
  }
  const span = Number(high - low);
  const together = ranges.length > 1 && span <= 4 * total + 65536 ? await memory.read(low, span) : undefined;
  if (!together?.ok && ranges.length > MOST_APART) {
    const text = `${expression} has ${ranges.length} rows that lie apart in memory; at most ${MOST_APART} are read. Read a part of it.`;
    return failure("too-large", text);
  }
  let at = 0;
  for (const { start, bytes } of ranges) {
    if (together?.ok) {
      const from = Number(start - low);
      result.set(together.value.subarray(from, from + bytes), at);
    } else {
      const piece = await memory.read(start, bytes);
      if (!piece.ok) return piece;
      result.set(piece.value, at);
    }
    at += bytes;
  }
  return success(result);
}
