/** Black-box differences with the forward in double-double: the second look of the precise check. */
import { add, dd, divide, multiply, squareRoot, subtract, Sum, twoSum, type DD } from "../arithmetic/dd";
import { affinely } from "../batchnorm/before-activation";
import { betaFor, parameterReach, RETRIES, underflow, type NumericDerivative, type Sizes } from "./numeric";
import { preciselyOnPieces } from "../activation/pieces";
import { crossesKink, isSmooth, reachOf, type ProbedActivation, type SetProbe, type Wanted } from "./probe";
import { powerOfTwo } from "../batchnorm/statistics";

/** Relative step: its fourth power is truncation, 2^-104 over it round-off: both are far below what a double can show. */
export const PRECISE_STEP = 2 ** -18;
export const PRECISE_SMALLER = 2 ** -12;

/** Mean and variance of one set in double-double, its value at `row` moved by h. */
export function preciseMoments(probe: SetProbe, row: number, h: number): { readonly mean: DD; readonly v: DD } {
  const { x, mask } = probe;
  const N = x.length;
  if (probe.runningVar !== undefined) return { mean: dd(0), v: dd(probe.runningVar) };
  const sum = new Sum();
  for (let i = 0; i < N; i++) {
    if (mask?.[i] === 0) continue;
    const xi = moved(probe, i, row, h);
    sum.add(xi.hi);
    sum.add(xi.lo);
  }
  const mean = probe.centred ? divide(sum.value(), dd(probe.members)) : dd(0);
  const squares = new Sum();
  for (let i = 0; i < N; i++) {
    if (mask?.[i] === 0) continue;
    const d = subtract(moved(probe, i, row, h), mean);
    squares.addProduct(d.hi, d.hi, 2 * d.lo);
  }
  return { mean, v: divide(squares.value(), dd(probe.degrees)) };
}

function moved({ x, xLow }: SetProbe, i: number, row: number, h: number): DD {
  return i === row ? add(twoSum(x[i], h), dd(xLow[i])) : dd(x[i], xLow[i]);
}

/** y through the activation. */
export function preciseThrough(activation: ProbedActivation | undefined): (y: DD) => DD {
  if (!activation) return (y) => y;
  if (isSmooth(activation)) return activation.precise;
  return (y) => preciselyOnPieces(activation, y);
}

/** The black box in double-double: out (N) of one set whose value at `row` is moved by h. */
export function preciseForward(probe: SetProbe, row: number, h: number, gamma: DD, beta: DD, out: DD[]): void {
  const { own } = probe;
  const through = preciseThrough(probe.activation);
  const { mean, v } = preciseMoments(probe, row, h);
  const eps = dd(probe.eps);
  const r = divide(dd(1), probe.isOutside ? add(squareRoot(v), eps) : squareRoot(add(v, eps)));
  for (let i = 0; i < probe.x.length; i++) {
    const xhat = multiply(subtract(moved(probe, i, row, h), mean), r);
    const y = own ? affinely(own.gamma[i], xhat, own.beta[i]) : add(multiply(gamma, xhat), beta);
    out[i] = through(y);
  }
}

/** The outputs on both sides of a step, h of x at a row or of a parameter, into `plus` and `minus`. */
export function bothSidesPrecisely(
  probe: SetProbe,
  wanted: Wanted,
  row: number,
  h: number,
  { plus, minus }: { readonly plus: DD[]; readonly minus: DD[] },
): void {
  const gamma = (step: number): DD => (wanted === "dgamma" ? twoSum(probe.gamma, step) : dd(probe.gamma));
  const beta = (step: number): DD => (wanted === "dbeta" ? twoSum(probe.beta, step) : dd(betaFor(probe, wanted)));
  const step = wanted === "dx" ? h : 0;
  preciseForward(probe, wanted === "dx" ? row : -1, step, gamma(h), beta(h), plus);
  preciseForward(probe, wanted === "dx" ? row : -1, -step, gamma(-h), beta(-h), minus);
}

/** What a step is a part of. A parameter may move by any, but behind a smooth activation. */
export function preciseReach(probe: SetProbe, wanted: Wanted, row: number): number {
  if (wanted === "dx") return reachOf(probe, row);
  return probe.activation && isSmooth(probe.activation) ? parameterReach(probe, wanted) : 1;
}

/** Richardson's extrapolation in double-double of differences with steps h and 2h, h being tau of the reach. */
export function extrapolatePrecisely(
  probe: SetProbe,
  tau: number,
  h: number,
  narrow: DD,
  wide: DD,
  { scale, noise }: Sizes,
): NumericDerivative {
  const value = subtract(multiply(dd(4), narrow), wide);
  const roundoff = (2 ** -48 * noise + underflow(probe)) / h; // noise is for float64; double-double has 2^-51 of it, and a reserve
  const uncertainty = 4 * tau ** 4 * scale + roundoff + 2 ** -52 * Math.abs(value.hi / 3);
  return { value: divide(value, dd(3)).hi, uncertainty, step: tau };
}

export class PreciseDifference {
  private readonly plus: DD[] = [];
  private readonly minus: DD[] = [];

  constructor(private readonly probe: SetProbe) {}

  derivative(wanted: Wanted, row: number): NumericDerivative {
    const { probe } = this;
    const reach = preciseReach(probe, wanted, row);
    const sizes = { scale: probe.scale[wanted], noise: probe.noise[wanted] };
    let tau = PRECISE_STEP;
    for (let attempt = 0; ; attempt++) {
      const h = powerOfTwo(tau * reach);
      const narrow = this.difference(wanted, row, h);
      const wide = this.difference(wanted, row, 2 * h);
      const kink = narrow.kink || wide.kink;
      if (kink && attempt < RETRIES) {
        tau *= PRECISE_SMALLER;
        continue;
      }
      const derivative = extrapolatePrecisely(probe, tau, h, narrow.value, wide.value, sizes);
      return kink ? { ...derivative, uncertainty: Infinity } : derivative;
    }
  }

  private difference(wanted: Wanted, row: number, h: number): { value: DD; kink: boolean } {
    const { probe, plus, minus } = this;
    bothSidesPrecisely(probe, wanted, row, h, { plus, minus });
    const sum = new Sum();
    let kink = false;
    for (let i = 0; i < plus.length; i++) {
      const difference = subtract(plus[i], minus[i]);
      sum.addProduct(probe.dout[i], difference.hi, difference.lo);
      if (probe.dout[i] !== 0 && crossesKink(probe, plus[i].hi, minus[i].hi)) kink = true;
    }
    const total = sum.value();
    return { value: dd(total.hi / (2 * h), total.lo / (2 * h)), kink }; // 2h is a power of two: exact
  }
}
