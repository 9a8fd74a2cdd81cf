/**
 * Differences of a long set's loss, in double-double, by sums that all of its rows share: time grows with N, not with its
 * square. Where one x moves by h, mean and variance follow from the sums of x and x^2, and L from those of dout and
 * dout x. It is the forward that is evaluated, at x + h and x - h; no derivative is known here. docs/gradcheck.md derives
 * the uncertainty.
 */
import { add, dd, divide, multiply, squareRoot, subtract, Sum, twoDiff, type DD } from "../arithmetic/dd";
import { powerOfTwo } from "../batchnorm/statistics";
import { ComplexStep } from "./complex";
import type { FastDerivatives } from "./differentiator";
import { underflow } from "./numeric";
import { reachOf, U, type SetProbe } from "./probe";

/** Sets of fewer rows are as fast by the forward over all of their rows. */
const LONG = 4096;
/** Relative step: truncation STEP^4 and round-off 2^-104 / STEP are both far below what a double can show. */
const STEP = 2 ** -18;
/** Rows at which the forward over the whole set must give the same, or it is taken for every row. */
const WITNESSES = 4;

/** Whether a set is checked by shared sums: behind an activation each row would take a sum of its own. */
export function sharesSums(rows: number, isActive: boolean, long = LONG): boolean {
  return rows >= long && !isActive;
}

/** Sums over a set, x taken from its mean as a double. */
interface Sums {
  readonly centre: number;
  readonly mean: DD; // from centre; 0 in evaluation
  readonly v: DD;
  readonly meanUpstream: DD; // mean dout over the members; 0 in evaluation
  readonly loss: DD; // sum dout (x - mean)
  readonly curvature: DD; // of v in one x
}

const ZERO = dd(0);

export class SharedSums implements FastDerivatives {
  value = NaN;
  readonly step = STEP;
  private probe: SetProbe | undefined;
  private sums: Sums | undefined;
  private row = 0;
  private x = ZERO; // moves of the row under way, for both sides of both differences
  private slope = ZERO;
  private bend = ZERO;

  /** `long`: rows from which on a set is long enough. */
  constructor(private readonly long = LONG) {}

  begin(probe: SetProbe): boolean {
    if (!sharesSums(probe.x.length, probe.activation !== undefined, this.long)) return false;
    this.probe = probe;
    this.sums = sumsOf(probe);
    return this.isBorneOut(probe);
  }

  seek(row: number): void {
    const { probe, sums } = this;
    if (!probe || !sums) throw new Error("expected a set under way");
    this.row = row;
    const upstream = dd(probe.dout[row]);
    const isFixed = probe.runningVar !== undefined || probe.mask?.[row] === 0;
    if (isFixed) {
      this.x = upstream;
      this.slope = this.bend = ZERO;
    } else {
      const d = subtract(valueAt(probe, sums.centre, row), sums.mean);
      this.x = subtract(upstream, sums.meanUpstream);
      this.slope = divide(dd(2 * d.hi, 2 * d.lo), dd(probe.degrees));
      this.bend = sums.curvature;
    }
    const h = this.stepAt(probe);
    const narrow = this.difference(probe, sums, h);
    const wide = this.difference(probe, sums, 2 * h);
    const derivative = divide(subtract(scaled(narrow, 4), wide), dd(3));
    this.value = probe.gamma * (derivative.hi + derivative.lo);
  }

  /** Made only when asked for: most cells agree at once. */
  get uncertainty(): number {
    const { probe, value } = this;
    if (!probe) return Infinity;
    const N = probe.x.length;
    const { dx, dgamma } = probe.scale;
    const rounding = (2 ** -48 * probe.noise.dx + underflow(probe)) / this.stepAt(probe);
    const sums = (N * U) ** 2 * (8 * dx + (Math.abs(probe.gamma) * dgamma) / Math.sqrt(N) / probe.s);
    return 4 * STEP ** 4 * dx + rounding + sums + 2 ** -52 * Math.abs(value);
  }

  /** By gamma or beta one forward over the set is enough as it is. */
  parameter(): undefined {
    return undefined;
  }

  private stepAt(probe: SetProbe): number {
    return powerOfTwo(STEP * reachOf(probe, this.row));
  }

  /** (L(+h) - L(-h)) / 2h with gamma left out. h is a power of two: products with it are exact. */
  private difference(probe: SetProbe, { v, loss }: Sums, h: number): DD {
    const { slope, bend } = this;
    const middle = add(v, scaled(bend, h * h));
    const side = scaled(slope, h);
    const moved = scaled(this.x, h);
    const above = divide(add(loss, moved), divisor(probe, add(middle, side)));
    const below = divide(subtract(loss, moved), divisor(probe, subtract(middle, side)));
    return scaled(subtract(above, below), 1 / (2 * h));
  }

  /** Whether the forward over the whole set gives the same at some of its rows, within what both are unsure of. */
  private isBorneOut(probe: SetProbe): boolean {
    const N = probe.x.length;
    const complex = new ComplexStep(probe);
    for (let i = 0; i < WITNESSES; i++) {
      const row = Math.floor(((i + 0.5) * N) / WITNESSES);
      const whole = complex.derivative("dx", row);
      this.seek(row);
      if (!(Math.abs(whole.value - this.value) <= whole.uncertainty + this.uncertainty)) return false;
    }
    return true;
  }
}

function sumsOf(probe: SetProbe): Sums {
  const { x, xLow, dout, mask, members, degrees, runningVar, centred } = probe;
  const N = x.length;
  const isFixed = runningVar !== undefined;
  let plain = 0;
  if (!isFixed) for (let i = 0; i < N; i++) if (mask?.[i] !== 0) plain += x[i];
  const centre = isFixed || !centred ? 0 : plain / members;
  const [ofX, squares, upstream, products] = [new Sum(), new Sum(), new Sum(), new Sum()];
  for (let i = 0; i < N; i++) {
    const { hi, lo } = twoDiff(x[i], centre);
    const low = lo + xLow[i];
    if (mask?.[i] !== 0) {
      ofX.add(hi);
      ofX.add(low);
      squares.addProduct(hi, hi, 2 * low);
    }
    upstream.add(dout[i]);
    products.addProduct(dout[i], hi, low);
  }
  if (isFixed) {
    return {
      centre,
      mean: ZERO,
      v: dd(runningVar),
      meanUpstream: ZERO,
      loss: products.value(),
      curvature: ZERO,
    };
  }
  if (!centred) {
    const v = divide(squares.value(), dd(degrees));
    return { centre, mean: ZERO, v, meanUpstream: ZERO, loss: products.value(), curvature: divide(dd(1), dd(degrees)) };
  }
  const sum = ofX.value();
  const mean = divide(sum, dd(members));
  const ofDout = upstream.value();
  const v = divide(subtract(squares.value(), multiply(sum, mean)), dd(degrees));
  return {
    centre,
    mean,
    v: v.hi < 0 ? ZERO : v,
    meanUpstream: divide(ofDout, dd(members)),
    loss: subtract(products.value(), multiply(mean, ofDout)),
    curvature: divide(subtract(dd(1), divide(dd(1), dd(members))), dd(degrees)),
  };
}

function valueAt({ x, xLow }: SetProbe, centre: number, row: number): DD {
  return add(twoDiff(x[row], centre), dd(xLow[row]));
}

function divisor({ eps, isOutside }: SetProbe, v: DD): DD {
  return isOutside ? add(squareRoot(v), dd(eps)) : squareRoot(add(v, dd(eps)));
}

function scaled({ hi, lo }: DD, power: number): DD {
  return dd(hi * power, lo * power);
}
