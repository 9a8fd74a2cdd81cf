/**
 * Numeric derivatives by gamma and beta of a layer whose entries act on cells of many sets (all but batch norm). An out
 * depends on no other entry than its own cell's, so that all of them move at once and the forward over a set gives what
 * each of its cells adds. Central differences in double-double: without an activation out is a straight line in both.
 */
import { add, dd, divide, squareRoot, subtract, Sum, multiply, type DD } from "../arithmetic/dd";
import { largestMagnitude } from "../batchnorm/largest-magnitude";
import { affinely, gatherAffine } from "../batchnorm/affine";
import { powerOfTwo, unitOf } from "../batchnorm/statistics";
import { affineIndexOf, affineShapeOf } from "../layout";
import type { Problem } from "../problem";
import { sizeOf } from "../tensor";
import { INCOMPARABLE, type ScaledDerivative } from "./differentiator";
import { RETRIES } from "./numeric";
import { preciseMoments, PRECISE_SMALLER, PRECISE_STEP } from "./numeric-dd";
import type { SetProbe } from "./probe";

type Parameter = "dgamma" | "dbeta";

/** What the cells of one entry add up to, in units of dout's. */
interface Entry {
  readonly value: Sum;
  uncertainty: number; // infinite at a kink, NaN where a cell is not finite
  scale: number;
}

export class AffineDerivatives {
  private readonly entries: Readonly<Record<Parameter, readonly Entry[]>>;
  private readonly gamma: Float64Array; // (N) of the set under way
  private readonly beta: Float64Array; // (N)
  private readonly unit: number; // of dout: a power of two, 1 for ordinary data
  readonly size: number;

  constructor(private readonly problem: Problem) {
    const { layout } = problem;
    this.size = sizeOf(affineShapeOf(layout));
    const entries = (): Entry[] =>
      Array.from({ length: this.size }, () => ({ value: new Sum(), uncertainty: 0, scale: 0 }));
    this.entries = { dgamma: entries(), dbeta: entries() };
    this.unit = unitOf(largestMagnitude(problem.dout), false, 0);
    this.gamma = new Float64Array(layout.rows);
    this.beta = new Float64Array(layout.rows);
  }

  /** Adds what the cells of a set give; `dout` (N) as it is given. */
  add(probe: SetProbe, dout: Float64Array): void {
    const { layout, gamma, beta } = this.problem;
    const k = probe.column;
    gatherAffine(layout, gamma, k, this.gamma);
    gatherAffine(layout, beta, k, this.beta);
    const { mean, v } = preciseMoments(probe, -1, 0);
    const eps = dd(probe.eps);
    const r = divide(dd(1), probe.isOutside ? add(squareRoot(v), eps) : squareRoot(add(v, eps)));
    for (let i = 0; i < dout.length; i++) {
      const xhat = multiply(subtract(dd(probe.x[i], probe.xLow[i]), mean), r);
      const a = affineIndexOf(layout, i, k);
      const upstream = dout[i] / this.unit;
      for (const wanted of ["dgamma", "dbeta"] as const) {
        const entry = this.entries[wanted][a];
        const weight = Math.abs(wanted === "dgamma" ? xhat.hi : 1);
        const slope = this.slope(wanted, i, xhat, probe.slope);
        entry.value.addProduct(upstream, slope.value.hi, slope.value.lo);
        entry.scale += Math.abs(upstream) * weight;
        const noise = 2 ** -80 * (weight + (probe.slope === 1 ? 0 : 1 + Math.abs(xhat.hi)));
        const unsure = upstream === 0 ? 0 : slope.isKink ? Infinity : noise;
        if (unsure > 0) entry.uncertainty += Math.abs(upstream) * unsure;
        if (!probe.finite) entry.scale = NaN;
      }
    }
  }

  /** d out_i by the gamma or beta that acts on it. */
  private slope(wanted: Parameter, i: number, xhat: DD, slope: number): { value: DD; isKink: boolean } {
    const gamma = this.gamma[i];
    const beta = wanted === "dgamma" && slope === 1 ? 0 : this.beta[i]; // it would cost digits
    const size = Math.max(Math.abs(gamma), Math.abs(this.beta[i])) || 1;
    for (let tau = PRECISE_STEP, attempt = 0; ; tau *= PRECISE_SMALLER, attempt++) {
      const h = powerOfTwo(tau * size);
      const [low, high] = wanted === "dgamma" ? [gamma - h, gamma + h] : [beta - h, beta + h];
      const at = (moved: number): DD =>
        wanted === "dgamma" ? affinely(moved, xhat, beta) : affinely(gamma, xhat, moved);
      const [plus, minus] = [at(high), at(low)];
      const isKink = slope !== 1 && plus.hi > 0 !== minus.hi > 0;
      if (isKink && attempt < RETRIES) continue;
      const through = (y: DD): DD => (slope !== 1 && y.hi <= 0 ? multiply(dd(slope), y) : y);
      return { value: divide(subtract(through(plus), through(minus)), subtract(dd(high), dd(low))), isKink };
    }
  }

  /** By one entry of gamma or beta, over all sets that were added. */
  derivative(wanted: Parameter, a: number): ScaledDerivative {
    const { value, uncertainty, scale } = this.entries[wanted][a];
    if (Number.isNaN(scale)) return INCOMPARABLE;
    const { unit } = this;
    const { hi } = value.value();
    const unsure = uncertainty + 2 ** -52 * Math.abs(hi);
    return { value: unit * hi, uncertainty: unit * unsure, step: PRECISE_STEP, scale: unit * scale };
  }
}
