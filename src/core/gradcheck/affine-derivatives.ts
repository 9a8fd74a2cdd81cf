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

/** Of each cell of a set (N); infinitely unsure at a kink of the activation. */
interface CellDerivatives {
  readonly value: Float64Array;
  readonly uncertainty: Float64Array;
}

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
    const xhats = preciseXhat(probe);
    for (let i = 0; i < dout.length; i++) {
      const xhat = xhats[i];
      const a = affineIndexOf(layout, i, k);
      const upstream = dout[i] / this.unit;
      for (const wanted of ["dgamma", "dbeta"] as const) {
        const entry = this.entries[wanted][a];
        const weight = Math.abs(wanted === "dgamma" ? xhat.hi : 1);
        const slope = affineSlope(wanted, { gamma: this.gamma[i], beta: this.beta[i], xhat, slope: probe.slope });
        entry.value.addProduct(upstream, slope.value.hi, slope.value.lo);
        entry.scale += Math.abs(upstream) * weight;
        const noise = slopeNoise(weight, xhat, probe.slope);
        const unsure = upstream === 0 ? 0 : slope.isKink ? Infinity : noise;
        if (unsure > 0) entry.uncertainty += Math.abs(upstream) * unsure;
        if (!probe.finite) entry.scale = NaN;
      }
    }
  }

  /** By every entry (A), as values. */
  derivatives(): Readonly<Record<Parameter, Float64Array>> {
    const all = (wanted: Parameter): Float64Array =>
      Float64Array.from({ length: this.size }, (_, a) => this.derivative(wanted, a).value);
    return { dgamma: all("dgamma"), dbeta: all("dbeta") };
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

/** A cell, as its gamma or beta is moved. */
interface Cell {
  readonly gamma: number;
  readonly beta: number;
  readonly xhat: DD;
  readonly slope: number; // of the activation
}

/** d out_i by the gamma or beta that acts on it. */
function affineSlope(wanted: Parameter, { gamma, beta, xhat, slope }: Cell): { value: DD; isKink: boolean } {
  const shift = wanted === "dgamma" && slope === 1 ? 0 : beta; // it would cost digits
  const size = Math.max(Math.abs(gamma), Math.abs(beta)) || 1;
  for (let tau = PRECISE_STEP, attempt = 0; ; tau *= PRECISE_SMALLER, attempt++) {
    const h = powerOfTwo(tau * size);
    const [low, high] = wanted === "dgamma" ? [gamma - h, gamma + h] : [shift - h, shift + h];
    const at = (moved: number): DD =>
      wanted === "dgamma" ? affinely(moved, xhat, shift) : affinely(gamma, xhat, moved);
    const [plus, minus] = [at(high), at(low)];
    const isKink = slope !== 1 && plus.hi > 0 !== minus.hi > 0;
    if (isKink && attempt < RETRIES) continue;
    const through = (y: DD): DD => (slope !== 1 && y.hi <= 0 ? multiply(dd(slope), y) : y);
    return { value: divide(subtract(through(plus), through(minus)), subtract(dd(high), dd(low))), isKink };
  }
}

/** What such a difference can lose by rounding. */
function slopeNoise(weight: number, xhat: DD, slope: number): number {
  return 2 ** -80 * (weight + (slope === 1 ? 0 : 1 + Math.abs(xhat.hi)));
}

/** xhat (N) of a set, as the forward has it. */
function preciseXhat(probe: SetProbe): DD[] {
  const { mean, v } = preciseMoments(probe, -1, 0);
  const eps = dd(probe.eps);
  const r = divide(dd(1), probe.isOutside ? add(squareRoot(v), eps) : squareRoot(add(v, eps)));
  return Array.from(probe.x, (x, i) => multiply(subtract(dd(x, probe.xLow[i]), mean), r));
}

/** d out_i of every cell of a set (N) by the gamma or beta that acts on it, where each has its own. */
export function affineOutputs(probe: SetProbe, own: NonNullable<SetProbe["own"]>, wanted: Parameter): CellDerivatives {
  const N = probe.x.length;
  const found = { value: new Float64Array(N), uncertainty: new Float64Array(N) };
  preciseXhat(probe).forEach((xhat, i) => {
    const cell = { gamma: own.gamma[i], beta: own.beta[i], xhat, slope: probe.slope };
    const { value, isKink } = affineSlope(wanted, cell);
    const noise = slopeNoise(Math.abs(wanted === "dgamma" ? xhat.hi : 1), xhat, probe.slope);
    found.value[i] = value.hi;
    found.uncertainty[i] = isKink ? Infinity : noise + 2 ** -52 * Math.abs(value.hi);
  });
  return found;
}
