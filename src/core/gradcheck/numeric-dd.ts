/** Black-box differences with the forward in double-double: the second look of the precise check. */
import { add, dd, divide, multiply, squareRoot, subtract, Sum, twoSum, type DD } from "../arithmetic/dd";
import { betaFor, underflow, type NumericDerivative } from "./numeric";
import { reachOf, type SetProbe, type Wanted } from "./probe";
import { powerOfTwo } from "../batchnorm/statistics";

/** Relative step: truncation STEP^4 and round-off 2^-104 / STEP are both far below what a double can show. */
const STEP = 2 ** -18;
const SMALLER = 2 ** -12;
const RETRIES = 3;

/** The black box in double-double: out (N) of one set whose value at `row` is moved by h. */
function forward(probe: SetProbe, row: number, h: number, gamma: DD, beta: DD, out: DD[]): void {
  const { x, xLow, mask, slope } = probe;
  const N = x.length;
  const at = (i: number): DD => (i === row ? add(twoSum(x[i], h), dd(xLow[i])) : dd(x[i], xLow[i]));
  let mean = dd(0);
  let v = dd(probe.runningVar ?? 0);
  if (probe.runningVar === undefined) {
    const sum = new Sum();
    for (let i = 0; i < N; i++) {
      if (mask?.[i] === 0) continue;
      const xi = at(i);
      sum.add(xi.hi);
      sum.add(xi.lo);
    }
    mean = divide(sum.value(), dd(probe.members));
    const squares = new Sum();
    for (let i = 0; i < N; i++) {
      if (mask?.[i] === 0) continue;
      const d = subtract(at(i), mean);
      squares.addProduct(d.hi, d.hi, 2 * d.lo);
    }
    v = divide(squares.value(), dd(probe.degrees));
  }
  const eps = dd(probe.eps);
  const r = divide(dd(1), probe.isOutside ? add(squareRoot(v), eps) : squareRoot(add(v, eps)));
  for (let i = 0; i < N; i++) {
    const y = add(multiply(gamma, multiply(subtract(at(i), mean), r)), beta);
    out[i] = slope !== 1 && y.hi <= 0 ? multiply(dd(slope), y) : y;
  }
}

export class PreciseDifference {
  private readonly plus: DD[] = [];
  private readonly minus: DD[] = [];

  constructor(private readonly probe: SetProbe) {}

  derivative(wanted: Wanted, row: number): NumericDerivative {
    const { probe } = this;
    const reach = wanted === "dx" ? reachOf(probe, row) : 1;
    let tau = STEP;
    for (let attempt = 0; ; attempt++) {
      const h = powerOfTwo(tau * reach);
      const narrow = this.difference(wanted, row, h);
      const wide = this.difference(wanted, row, 2 * h);
      const kink = narrow.kink || wide.kink;
      if (kink && attempt < RETRIES) {
        tau *= SMALLER;
        continue;
      }
      const value = subtract(multiply(dd(4), narrow.value), wide.value);
      const noise = (2 ** -48 * probe.noise[wanted] + underflow(probe)) / h; // noise is for float64; double-double has 2^-51 of it, and a reserve
      const uncertainty = 4 * tau ** 4 * probe.scale[wanted] + noise + 2 ** -52 * Math.abs(value.hi / 3);
      return { value: divide(value, dd(3)).hi, uncertainty: kink ? Infinity : uncertainty, step: tau };
    }
  }

  private difference(wanted: Wanted, row: number, h: number): { value: DD; kink: boolean } {
    const { probe, plus, minus } = this;
    const gamma = (step: number): DD => (wanted === "dgamma" ? twoSum(probe.gamma, step) : dd(probe.gamma));
    const beta = (step: number): DD => (wanted === "dbeta" ? twoSum(probe.beta, step) : dd(betaFor(probe, wanted)));
    const step = wanted === "dx" ? h : 0;
    forward(probe, wanted === "dx" ? row : -1, step, gamma(h), beta(h), plus);
    forward(probe, wanted === "dx" ? row : -1, -step, gamma(-h), beta(-h), minus);
    const sum = new Sum();
    let kink = false;
    for (let i = 0; i < plus.length; i++) {
      const difference = subtract(plus[i], minus[i]);
      sum.addProduct(probe.dout[i], difference.hi, difference.lo);
      if (probe.slope !== 1 && plus[i].hi > 0 !== minus[i].hi > 0 && probe.dout[i] !== 0) kink = true;
    }
    const total = sum.value();
    return { value: dd(total.hi / (2 * h), total.lo / (2 * h)), kink }; // 2h is a power of two: exact
  }
}
