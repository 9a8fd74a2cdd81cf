/** A gradient tensor from elsewhere held against the exact one, by what its element type can hold. */
import { indexAt, toLayout } from "./layout";
import type { Magnitudes } from "./magnitudes";
import type { Dtype, Tensor } from "./tensor";
import { roundTo, ulp } from "./ulp";
import type { CheckedTensor, GradientName } from "./verdict";

/** A cell that is right as far as its type can show differs by at most so many ulp of its terms' magnitudes. */
const HELD = 16;
/** Half types are rounded from a wider result: that many ulp of the value itself come on top. */
const STORED = 2;
/** Puts wrong cells before all others when the worst is named; relative errors of numbers are at most 1 / COMPARE_FLOOR. */
const WRONG_FIRST = 1e6;
/** Relative errors are taken against at least this share of the magnitudes. */
export const COMPARE_FLOOR = 2e-4;

/** The type in which a kernel that returns `dtype` computes: half types are computed in float32. */
function arithmeticOf(dtype: Dtype): Dtype {
  return dtype === "float64" ? "float64" : "float32";
}

export interface ComparedTensor extends CheckedTensor {
  readonly dtype: Dtype;
  /** Largest error in ulp of the candidate's dtype at the terms' magnitude. */
  readonly maxUlp: number;
  /** The doubtful cells that a rounded mean or a long sum explains, and those that hold nothing comparable. */
  readonly rounding: number;
  readonly incomparable: number;
}

/**
 * Compares a candidate cell by cell. `exact` are the gradients of precision "exact"; shape as the candidate's.
 *
 * agrees: within HELD ulp of its terms (and STORED ulp of itself in a half type), or equal to the exact value rounded.
 * doubtful: beyond that, but within what a plain kernel loses by rounding the mean (x condition) and by summing N values.
 * wrong: anything else, NaN where the gradient is a number included.
 */
export function compareTensor(
  name: GradientName,
  candidate: Tensor,
  exact: Float64Array,
  magnitudes: Magnitudes,
): ComparedTensor {
  const { values, dtype, shape } = candidate;
  if (values.length !== exact.length)
    throw new Error(`expected ${exact.length} values of ${name}, got ${values.length}`);
  const arithmetic = arithmeticOf(dtype);
  const D = magnitudes.dgamma.length;
  const columnOf = columnFinder(name, shape, D);
  const growth = Math.sqrt(magnitudes.dx.length / D); // rounding of a plain sum of N values grows like sqrt(N)
  const error = new Float64Array(values.length);
  const counts = { agreeing: 0, wrong: 0, rounding: 0, incomparable: 0 };
  let maxUlp = 0;
  let worst = -1;
  let worstRank = -1;
  for (let i = 0; i < values.length; i++) {
    const given = values[i];
    const expected = exact[i];
    const k = columnOf(i);
    const magnitude = Math.max(magnitudes[name][i], Math.abs(expected));
    if (!Number.isFinite(magnitude) && Number.isNaN(expected)) {
      error[i] = NaN;
      counts.incomparable++;
      continue;
    }
    const same = given === roundTo(expected, dtype); // also an overflow of a half type
    const difference = same ? 0 : Math.abs(given - expected);
    error[i] =
      difference === 0 ? 0 : difference / Math.max(Math.abs(given), Math.abs(expected), COMPARE_FLOOR * magnitude);
    const unit = ulp(magnitude, arithmetic);
    const held = HELD * unit + (dtype === arithmetic ? 0 : STORED * ulp(expected, dtype));
    // A rounded mean moves every xhat by about condition * u, and with it dgamma by that share of sum |dout|.
    const spread = name === "dgamma" ? Math.max(magnitude, magnitudes.dbeta[k]) : magnitude;
    const explained = HELD * (magnitudes.condition[k] + growth) * ulp(spread, arithmetic) + held;
    let rank = error[i];
    if (difference <= held) counts.agreeing++;
    else if (difference <= explained) counts.rounding++;
    else {
      counts.wrong++;
      rank = WRONG_FIRST + rank;
    }
    maxUlp = Math.max(maxUlp, difference / ulp(magnitude, dtype));
    if (rank > worstRank) {
      worstRank = rank;
      worst = i;
    }
  }
  return {
    cells: values.length,
    agreeing: counts.agreeing,
    doubtful: counts.rounding + counts.incomparable,
    wrong: counts.wrong,
    maxRelativeError: worst < 0 || (counts.incomparable > 0 && counts.wrong === 0) ? NaN : error[worst],
    worst: indexAt(shape, Math.max(0, worst)),
    error,
    dtype,
    maxUlp,
    rounding: counts.rounding,
    incomparable: counts.incomparable,
  };
}

/** Column of each offset of a gradient tensor. */
function columnFinder(name: GradientName, shape: readonly number[], D: number): (offset: number) => number {
  if (name !== "dx") return (offset) => offset;
  const layout = toLayout(shape);
  if (!layout.ok) throw new Error(layout.fault.text);
  const { inner } = layout.value;
  return (offset) => Math.floor(offset / inner) % D;
}
