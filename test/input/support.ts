import assert from "node:assert/strict";
import fc from "fast-check";
import type { Fault } from "../../src/core/fault";
import type { ProblemInput } from "../../src/core/problem";
import { sizeOf, type Dtype, type Tensor, type Values } from "../../src/core/tensor";
import { tensorOf } from "../../src/input/dtype";
import type { Example } from "../../src/input/formats/format";
import { readProblem, type ReadOptions } from "../../src/input/read";
import { itemAt } from "../../src/core/item-at";

export const SEED = { seed: 20261123, numRuns: 300 };

/** The problem in a source that is expected to be readable. */
export function read(source: string | Uint8Array, options?: ReadOptions): ProblemInput {
  const result = readProblem(source, options);
  assert.ok(result.ok, result.ok ? "" : `${result.fault.code}: ${result.fault.text}`);
  return result.value;
}

/** The fault of a source that is expected to be refused. */
export function refuse(source: string | Uint8Array, options?: ReadOptions): Fault {
  const result = readProblem(source, options);
  if (result.ok) assert.fail(`expected a fault, read ${result.value.x.shape.join(" x ")}`);
  return result.fault;
}

/** Same numbers, bit for bit; every NaN is the same. */
export function sameValues(actual: Values, expected: ArrayLike<number>, hint = ""): void {
  assert.equal(actual.length, expected.length, `${hint} length`);
  for (let i = 0; i < actual.length; i++) {
    assert.ok(Object.is(actual[i], expected[i]), `${hint} index ${i}: got ${actual[i]}, expected ${expected[i]}`);
  }
}

export interface Drawn {
  readonly shape: number[];
  readonly values: number[];
}

/** Tensors of rank 2 to 5 with few elements and any doubles. */
export function tensors(value: fc.Arbitrary<number>, ranks: [number, number] = [2, 5]): fc.Arbitrary<Drawn> {
  return fc
    .array(fc.integer({ min: 1, max: 4 }), { minLength: ranks[0], maxLength: ranks[1] })
    .chain((shape) =>
      fc
        .array(value, { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
        .map((values) => ({ shape: [...shape], values })),
    );
}

/** Nested arrays of texts. */
export function nest(
  items: readonly string[],
  shape: readonly number[],
  comma: string,
  [open, close] = ["[", "]"],
): string {
  if (shape.length === 1) return `${open}${items.slice(0, shape[0]).join(comma)}${close}`;
  const step = sizeOf(shape.slice(1));
  const inner = Array.from({ length: itemAt(shape, 0) }, (_, i) =>
    nest(items.slice(i * step, (i + 1) * step), shape.slice(1), comma, [open, close]),
  );
  return `${open}${inner.join(comma)}${close}`;
}

/** The bytes of a format's example. */
export function bytesOfExample({ source }: Example): Uint8Array {
  return typeof source === "string" ? new TextEncoder().encode(source) : Buffer.from(source.base64, "base64");
}

/** A tensor of rank 2. */
export function matrix(values: readonly number[], columns: number, dtype: Dtype = "float64"): Tensor {
  return tensorOf([values.length / columns, columns], Float64Array.from(values), dtype);
}

/** 98 bytes of ZIP64 that claim four billion files. */
export function countsOfZip64(): Uint8Array {
  const end = new Uint8Array(98);
  const view = new DataView(end.buffer);
  view.setUint32(0, 0x06064b50, true);
  view.setBigUint64(4, 44n, true);
  view.setBigUint64(24, 0xffffffffn, true);
  view.setBigUint64(32, 0xffffffffn, true);
  view.setUint32(56, 0x07064b50, true);
  view.setUint32(76, 0x06054b50, true);
  view.setUint16(86, 0xffff, true);
  view.setUint32(88, 0xffffffff, true);
  view.setUint32(92, 0xffffffff, true);
  return end;
}
