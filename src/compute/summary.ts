import type { Layout } from "../core/layout";
import { QUANTILES, type TensorSummary } from "../protocol";
import { sizeOf } from "../core/tensor";
import type { ShownTensor } from "./tensors";

const SAMPLE = 65_536;
/** Single precision keeps 24 bits from 2^-126 to 2^127; outside this range a tensor's tiles are scaled. */
const LARGE = 2 ** 100;
const SMALL = 2 ** -60;

/** Counts, limits and quantiles of a tensor's cells, in one pass. `absent` cells (not filled in yet) do not count. */
export function summarise(tensor: ShownTensor, layout: Layout, absent = NaN): TensorSummary {
  const rows = tensor.strip ? 1 : layout.rows;
  const columns = layout.channels;
  const size = tensor.strip ? columns : sizeOf(layout.shape);
  let nan = 0;
  let positiveInfinite = 0;
  let negativeInfinite = 0;
  let zero = 0;
  let missing = 0;
  let min = Infinity;
  let max = -Infinity;
  const { stored } = tensor;
  for (let offset = 0; offset < size; offset++) {
    const value = stored ? stored[offset] : tensor.at(offset);
    if (value === absent) missing++;
    else if (value - value === 0) {
      if (value < min) min = value;
      if (value > max) max = value;
      if (value === 0) zero++;
    } else if (value === Infinity) positiveInfinite++;
    else if (value === -Infinity) negativeInfinite++;
    else nan++;
  }
  const finite = size - nan - positiveInfinite - negativeInfinite - missing;
  if (finite === 0) min = max = 0;
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
