import type { Layout } from "../core/layout";
import { QUANTILES, type TensorSummary } from "../protocol";
import { sizeOf, type Values } from "../core/tensor";
import type { ShownTensor } from "./tensors";

const SAMPLE = 65_536;
/** Cells of a made tensor that are looked at together. */
const BUFFER = 16_384;
/** Single precision keeps 24 bits from 2^-126 to 2^127; outside this range a tensor's tiles are scaled. */
const LARGE = 2 ** 100;
const SMALL = 2 ** -60;

/** Counts, limits and quantiles of a tensor's cells, in one pass. `absent` cells (not filled in yet) do not count. */
export function summarise(tensor: ShownTensor, layout: Layout, absent = NaN): TensorSummary {
  const rows = tensor.strip ? 1 : layout.rows;
  const columns = layout.channels;
  const size = tensor.strip ? columns : sizeOf(layout.shape);
  const tally = new Tally(absent);
  const { stored } = tensor;
  if (stored) tally.add(stored);
  else {
    const buffer = new Float64Array(Math.min(size, BUFFER));
    for (let offset = 0; offset < size; offset += BUFFER) {
      const part = buffer.subarray(0, Math.min(BUFFER, size - offset));
      tensor.fill(offset, part);
      tally.add(part);
    }
  }
  const { nan, positiveInfinite, negativeInfinite, zero, absentCells } = tally;
  const finite = size - nan - positiveInfinite - negativeInfinite - absentCells;
  const { min, max } = finite ? tally : { min: 0, max: 0 };
  return {
    rows,
    columns,
    finite,
    nan,
    positiveInfinite,
    negativeInfinite,
    zero,
    min,
    max,
    quantiles: quantiles(tensor, size, absent),
    exponent: tileExponent(Math.max(Math.abs(min), Math.abs(max))),
    dtype: tensor.dtype,
  };
}

class Tally {
  nan = 0;
  positiveInfinite = 0;
  negativeInfinite = 0;
  zero = 0;
  absentCells = 0;
  min = Infinity;
  max = -Infinity;

  constructor(private readonly absent: number) {}

  add(values: Values): void {
    const { absent } = this;
    let { min, max, zero, absentCells } = this;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (value === absent) absentCells++;
      else if (value - value === 0) {
        if (value < min) min = value;
        if (value > max) max = value;
        if (value === 0) zero++;
      } else this.addOdd(value);
    }
    this.min = min;
    this.max = max;
    this.zero = zero;
    this.absentCells = absentCells;
  }

  private addOdd(value: number): void {
    if (value === Infinity) this.positiveInfinite++;
    else if (value === -Infinity) this.negativeInfinite++;
    else this.nan++;
  }
}

/** Power of two that a tensor's tiles are divided by, 0 for ordinary magnitudes. */
export function tileExponent(magnitude: number): number {
  if (magnitude === 0 || (magnitude < LARGE && magnitude > SMALL)) return 0;
  // 2^-exponent must be a double itself; a subnormal tensor is lifted as far as that allows.
  return Math.max(-1022, Math.min(1022, Math.floor(Math.log2(magnitude))));
}

function quantiles(tensor: ShownTensor, size: number, absent: number): number[] {
  const step = Math.max(1, Math.floor(size / SAMPLE));
  // An odd, large stride does not fall in step with the columns.
  const stride = step === 1 ? 1 : step % 2 === 1 ? step : step - 1;
  const sample = new Float64Array(Math.min(SAMPLE, Math.ceil(size / stride)));
  let count = 0;
  for (let offset = 0; offset < size && count < sample.length; offset += stride) {
    const value = tensor.at(offset);
    if (Number.isFinite(value) && value !== absent) sample[count++] = value;
  }
  const sorted = sample.subarray(0, count).sort();
  return QUANTILES.map((q) => (count === 0 ? 0 : sorted[Math.min(count - 1, Math.floor(q * count))]));
}
