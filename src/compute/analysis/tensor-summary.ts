import type { Layout } from "../../core/layout";
import { QUANTILES, type TensorSummary } from "../../protocol/picture";
import { viewOf } from "../../views";
import type { Values } from "../../core/tensor";
import type { Engine } from "../engine/engine";
import type { View } from "../../views/view";
import { extentOf, type ShownCells, type ShownTensor } from "../picture/shown-tensors";
import { itemAt } from "../../core/item-at";

const SAMPLE = 65_536;
/** Single precision keeps 24 bits from 2^-126 to 2^127; outside this range a tensor's tiles are scaled. */
const LARGE = 2 ** 100;
const SMALL = 2 ** -60;

/** Counts, limits and quantiles of a tensor's cells, in one pass. `absent` cells (not filled in yet) do not count. */
export function summarise(engine: Engine, tensor: ShownTensor, layout: Layout, absent = NaN): TensorSummary {
  return summariseCells(engine, tensor, layout, { absent, centre: viewOf(tensor.name).centre });
}

/** The same of cells that are no view's. */
export function summariseCells(
  engine: Engine,
  tensor: ShownCells & Pick<ShownTensor, "dtype">,
  layout: Layout,
  { absent = NaN, centre }: { readonly absent?: number; readonly centre: View<string>["centre"] },
): TensorSummary {
  const { rows, columns } = extentOf(tensor, layout);
  const size = rows * columns;
  const isDouble = !(tensor.stored instanceof Float32Array);
  const read = (from: number, _to: number, target: Values): void => tensor.fill(from, target);
  const tally = engine.tally({ rows: size, columns: 1, isDouble, read }, absent);
  const { nan, positiveInfinite, negativeInfinite, zero } = tally;
  const finite = size - nan - positiveInfinite - negativeInfinite - tally.absent;
  const { min, max } = finite ? tally : { min: 0, max: 0 };
  const sampled = quantiles(tensor, size, absent);
  const origin = centre === "median" ? originOf(sampled, min, max) : 0;
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
    quantiles: sampled,
    origin,
    exponent: tileExponent(Math.max(Math.abs(min - origin), Math.abs(max - origin))),
    dtype: tensor.dtype,
  };
}

/**
 * The median where 0 is beyond the middle nine tenths of the values, else 0. It has the digits of single precision: so
 * have 0 and many other round numbers as they are coded.
 */
function originOf(quantiles: readonly number[], min: number, max: number): number {
  const quantile = (q: (typeof QUANTILES)[number]): number => itemAt(quantiles, QUANTILES.indexOf(q));
  const [low, median, high] = [quantile(0.05), quantile(0.5), quantile(0.95)];
  if (low <= 0 && high >= 0) return 0;
  const unit = Math.max(2 ** (Math.floor(Math.log2(Math.abs(median))) - 23), Number.MIN_VALUE);
  const origin = Math.round(median / unit) * unit;
  // An end may be further from it than doubles reach.
  return Math.abs(min - origin) < Infinity && Math.abs(max - origin) < Infinity ? origin : 0;
}

/** Power of two that a tensor's tiles are divided by, 0 for ordinary magnitudes. */
export function tileExponent(magnitude: number): number {
  if (magnitude === 0 || (magnitude < LARGE && magnitude > SMALL)) return 0;
  // 2^-exponent must be a double itself; a subnormal tensor is lifted as far as that allows.
  return Math.max(-1022, Math.min(1022, Math.floor(Math.log2(magnitude))));
}

function quantiles(tensor: Pick<ShownCells, "at">, size: number, absent: number): number[] {
  const step = Math.max(1, Math.floor(size / SAMPLE));
  // An odd, large stride does not fall in step with the columns.
  const stride = step === 1 ? 1 : step % 2 === 1 ? step : step - 1;
  const sample = new Float64Array(Math.min(SAMPLE, Math.ceil(size / stride)));
  let count = 0;
  for (let offset = 0; offset < size && count < sample.length; offset += stride) {
    const value = tensor.at(offset);
    if (Number.isFinite(value) && value !== absent) sample[count++] = value;
  }
  return quantilesOf(sample.subarray(0, count));
}

/** Quantiles of numbers, which are put in order for it; 0 where there are none. */
export function quantilesOf(sample: Float64Array): number[] {
  const [sorted, count] = [sample.sort(), sample.length];
  return QUANTILES.map((q) => (count === 0 ? 0 : itemAt(sorted, Math.min(count - 1, Math.floor(q * count)))));
}
