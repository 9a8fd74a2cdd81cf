/**
 * Numeric derivatives of what the forward gives instead of L: every out of a set, its mean and its variance, by one x of
 * the set, its gamma or its beta. The black boxes, steps and extrapolation are those of numeric.ts and numeric-dd.ts; the
 * outputs are kept apart instead of added up.
 */
import type { Precision } from "../checker";
import { dd, subtract, type DD } from "../arithmetic/dd";
import { powerOfTwo } from "../batchnorm/statistics";
import {
  bothSides,
  columnMoments,
  createScratch,
  extrapolate,
  parameterReach,
  RETRIES,
  SMALLER,
  stepOf,
  type NumericDerivative,
  type Scratch,
  type Sizes,
} from "./numeric";
import {
  bothSidesPrecisely,
  extrapolatePrecisely,
  preciseMoments,
  preciseReach,
  PRECISE_SMALLER,
  PRECISE_STEP,
} from "./numeric-dd";
import { affineOutputs } from "./affine-derivatives";
import { crossesKink, isSmooth, reachOf, U, type SetProbe, type Wanted } from "./probe";

/** Derivatives of every out of a set (N), in scaled units: infinitely unsure at a kink of the activation. */
export interface OutputDerivatives {
  readonly value: Float64Array;
  readonly uncertainty: Float64Array;
}

/** How large the terms of d out_i get, by xhat (N) of the set and what turns a sum into c: both the analytic side's. */
export interface OutputSizes {
  readonly xhat: Float64Array;
  readonly largest: number; // |xhat|
  readonly perC: number;
}

/** docs/gradcheck.md, "Scales", for the loss out_i. */
function sizesAt(probe: SetProbe, wanted: Wanted, { xhat, largest, perC }: OutputSizes, i: number): Sizes {
  const gamma = Math.abs(probe.own ? probe.own.gamma[i] : probe.gamma);
  const width = Math.abs(xhat[i]);
  const shift = Math.abs(probe.own ? probe.own.beta[i] : probe.beta);
  const beta = !probe.activation && wanted !== "dbeta" ? 0 : shift;
  // A smooth activation rounds, and bends: what y is rounded by moves its slope.
  const bends = probe.activation && isSmooth(probe.activation) ? 1 : 0;
  const steep = 1 + 2 * bends;
  const own = 8 * U * (gamma * width + beta + bends);
  if (wanted === "dgamma") return { scale: steep * width, noise: own };
  if (wanted === "dbeta") return { scale: steep, noise: own };
  const share = probe.centred ? 1 / probe.members : 0;
  const scale = (steep * gamma * (1 + share + width * largest * perC)) / probe.s;
  return { scale, noise: own + 4 * U * xhat.length * gamma * (share + width * perC) };
}

/**
 * By one x of the set (its row), or by its gamma or beta: where each row has its own, by the one that acts on it, since an
 * out depends on no other.
 */
export function outputDerivatives(
  probe: SetProbe,
  wanted: Wanted,
  row: number,
  sizes: OutputSizes,
  precision: Precision,
): OutputDerivatives {
  if (wanted !== "dx" && probe.own) return affineOutputs(probe, probe.own, wanted);
  return precision === "exact" ? precise(probe, wanted, row, sizes) : standard(probe, wanted, row, sizes);
}

/**
 * By one x of the set, in float64 and without saying how sure it is: what agrees needs no more. Not for an activation, at
 * whose kink it would be wrong. `space` lends its arrays.
 */
export function quickOutputs(probe: SetProbe, row: number, space: QuickSpace, value: Float64Array): void {
  const { narrow, wide } = space;
  const h = stepOf(probe, "dx", row);
  const nearScale = 4 / (3 * bothSides(probe, "dx", row, h, narrow));
  const farScale = 1 / (3 * bothSides(probe, "dx", row, 2 * h, wide));
  for (let i = 0; i < value.length; i++) {
    value[i] = nearScale * (narrow.plus[i] - narrow.minus[i]) - farScale * (wide.plus[i] - wide.minus[i]);
  }
}

interface QuickSpace {
  readonly narrow: Scratch;
  readonly wide: Scratch;
}

export function createQuickSpace(N: number): QuickSpace {
  return { narrow: createScratch(N), wide: createScratch(N) };
}

function standard(probe: SetProbe, wanted: Wanted, row: number, sizes: OutputSizes): OutputDerivatives {
  const N = probe.x.length;
  const result = unknown(N);
  const [narrow, wide] = [createScratch(N), createScratch(N)];
  const reach = wanted === "dx" ? reachOf(probe, row) : parameterReach(probe, wanted);
  let h = stepOf(probe, wanted, row);
  for (let attempt = 0; attempt <= RETRIES; attempt++, h *= SMALLER) {
    const narrowWidth = bothSides(probe, wanted, row, h, narrow);
    const wideWidth = bothSides(probe, wanted, row, 2 * h, wide);
    const crosses = (i: number): boolean =>
      crossesKink(probe, narrow.plus[i], narrow.minus[i]) || crossesKink(probe, wide.plus[i], wide.minus[i]);
    const isDone = settle(result, crosses, (i) => {
      const near = (narrow.plus[i] - narrow.minus[i]) / narrowWidth;
      const far = (wide.plus[i] - wide.minus[i]) / wideWidth;
      return extrapolate(probe, wanted, h, near, far, reach, sizesAt(probe, wanted, sizes, i));
    });
    if (isDone) break;
  }
  return result;
}

function precise(probe: SetProbe, wanted: Wanted, row: number, sizes: OutputSizes): OutputDerivatives {
  const result = unknown(probe.x.length);
  const [narrow, wide]: { plus: DD[]; minus: DD[] }[] = [
    { plus: [], minus: [] },
    { plus: [], minus: [] },
  ];
  const reach = preciseReach(probe, wanted, row);
  let tau = PRECISE_STEP;
  for (let attempt = 0; attempt <= RETRIES; attempt++, tau *= PRECISE_SMALLER) {
    const h = powerOfTwo(tau * reach);
    bothSidesPrecisely(probe, wanted, row, h, narrow);
    bothSidesPrecisely(probe, wanted, row, 2 * h, wide);
    const isCrossed = ({ plus, minus }: typeof narrow, i: number): boolean =>
      crossesKink(probe, plus[i].hi, minus[i].hi);
    const slopeOfStep = ({ plus, minus }: typeof narrow, i: number, width: number): DD => {
      const difference = subtract(plus[i], minus[i]);
      return dd(difference.hi / width, difference.lo / width); // of a power of two: exact
    };
    const isDone = settle(
      result,
      (i) => isCrossed(narrow, i) || isCrossed(wide, i),
      (i) => {
        const [near, far] = [slopeOfStep(narrow, i, 2 * h), slopeOfStep(wide, i, 4 * h)];
        return extrapolatePrecisely(probe, tau, h, near, far, sizesAt(probe, wanted, sizes, i));
      },
    );
    if (isDone) break;
  }
  return result;
}

function unknown(N: number): OutputDerivatives {
  return { value: new Float64Array(N), uncertainty: new Float64Array(N).fill(Infinity) };
}

/** Fills in what is open yet; false where an output crosses a kink and wants a smaller step. */
function settle(
  { value, uncertainty }: OutputDerivatives,
  crosses: (i: number) => boolean,
  derivativeAt: (i: number) => NumericDerivative,
): boolean {
  let isDone = true;
  for (let i = 0; i < value.length; i++) {
    if (uncertainty[i] !== Infinity) continue;
    const derivative = derivativeAt(i);
    value[i] = derivative.value;
    if (crosses(i)) isDone = false;
    else uncertainty[i] = derivative.uncertainty;
  }
  return isDone;
}

/** Derivatives of a set's mean and variance by one x of it, in scaled units. */
export interface MomentDerivatives {
  readonly mean: NumericDerivative;
  readonly variance: NumericDerivative;
}

/** One central difference: the mean is linear in x and the variance quadratic, so that no step is too wide. */
export function momentDerivatives(probe: SetProbe, row: number, precision: Precision): MomentDerivatives {
  const { x, s, members } = probe;
  const h = stepOf(probe, "dx", row);
  const still = { value: 0, uncertainty: 0, step: h / s };
  if (probe.runningVar !== undefined) return { mean: still, variance: still };
  const largest = x.reduce((most, value) => Math.max(most, Math.abs(value)), h);
  const [meanNoise, varianceNoise] = [
    probe.centred ? U * (4 * largest + 2 * Math.sqrt(members) * s) : 0,
    8 * U * (s * s + (largest * h) / members),
  ];
  const of = (difference: number, width: number, noise: number): NumericDerivative => {
    const value = difference / width;
    return { value, uncertainty: noise / h + 4 * U * Math.abs(value), step: h / s };
  };
  if (precision === "exact") {
    const [plus, minus] = [preciseMoments(probe, row, h), preciseMoments(probe, row, -h)];
    return {
      mean: of(subtract(plus.mean, minus.mean).hi, 2 * h, 2 ** -48 * meanNoise),
      variance: of(subtract(plus.v, minus.v).hi, 2 * h, 2 ** -48 * varianceNoise),
    };
  }
  const base = x[row];
  x[row] = base + h;
  const upper = x[row];
  const plus = columnMoments(probe, x);
  x[row] = base - h;
  const width = upper - x[row];
  const minus = columnMoments(probe, x);
  x[row] = base;
  return {
    mean: of(plus.m - minus.m + (plus.delta - minus.delta), width, meanNoise),
    variance: of(plus.v - minus.v, width, varianceNoise),
  };
}
