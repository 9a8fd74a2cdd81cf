import { CompensatedSum } from "../../core/arithmetic/compensated-sum";
import { powerOfTwo } from "../../core/batchnorm/statistics";
import { toNumeric } from "../../protocol/json-number";
import type { Distribution } from "../../protocol/queries";

/** Visits numbers, each time in the same order. */
export type Each = (visit: (value: number) => void) => void;

/** How numbers are distributed. Sums are compensated (Neumaier); sd is divided by the count. */
export function distributionOf(each: Each, bins: number): Distribution {
  const { nan, infinite, finite, min, max } = count(each);
  // In a unit near the largest magnitude squares of huge and tiny numbers stay in range, and so does max - min.
  const magnitude = Math.max(Math.abs(min), Math.abs(max));
  const scale = finite === 0 || magnitude === 0 ? 1 : powerOfTwo(magnitude);
  const low = min / scale;
  const range = max / scale - low;
  const sum = new CompensatedSum();
  const squares = new CompensatedSum();
  each((value) => {
    if (!Number.isFinite(value)) return;
    sum.add(value / scale);
    squares.add((value / scale) ** 2);
  });
  const mean = sum.total / finite;
  const deviations = new CompensatedSum();
  const histogram = new Float64Array(bins);
  each((value) => {
    if (!Number.isFinite(value)) return;
    deviations.add((value / scale - mean) ** 2);
    const bin = range > 0 ? Math.floor(((value / scale - low) / range) * bins) : 0;
    const at = Math.min(bins - 1, bin);
    histogram[at] = (histogram[at] ?? 0) + 1;
  });
  return {
    count: finite + nan + infinite,
    nan,
    infinite,
    min: toNumeric(finite ? min : NaN),
    max: toNumeric(finite ? max : NaN),
    mean: toNumeric(mean * scale),
    sd: toNumeric(Math.sqrt(deviations.total / finite) * scale),
    norm: toNumeric(finite ? Math.sqrt(squares.total) * scale : NaN),
    histogram,
  };
}

function count(each: Each): Record<"nan" | "infinite" | "finite" | "min" | "max", number> {
  const counted = { nan: 0, infinite: 0, finite: 0, min: Infinity, max: -Infinity };
  each((value) => {
    if (Number.isNaN(value)) counted.nan++;
    else if (!Number.isFinite(value)) counted.infinite++;
    else {
      counted.finite++;
      if (value < counted.min) counted.min = value;
      if (value > counted.max) counted.max = value;
    }
  });
  return counted;
}
