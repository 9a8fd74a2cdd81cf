/**
 * Numeric derivatives by gamma and beta of a layer whose entries act on cells of many sets (all but batch norm). An out
 * depends on no other entry than its own cell's, so that all of them move at once and the forward over a set gives what
 * each of its cells adds. Central differences in double-double: without an activation out is a straight line in both.
 */
import { add, dd, divide, squareRoot, subtract, Sum, multiply, type DD } from "../arithmetic/dd";
import { isActivated } from "../activation/pieces";
import type { SmoothActivation } from "../activation/smooth";
import { largestMagnitude } from "../batchnorm/largest-magnitude";
import { gatherAffine } from "../batchnorm/affine-rows";
import { affinely } from "../batchnorm/before-activation";
import { powerOfTwo, unitOf } from "../batchnorm/statistics";
import { affineIndexOf, affineShapeOf } from "../layout";
import type { Problem } from "../problem";
import { sizeOf } from "../tensor";
import { INCOMPARABLE, type ScaledDerivative } from "./differentiator";
import { RETRIES } from "./numeric";
import { preciseMoments, PRECISE_SMALLER, PRECISE_STEP, preciseThrough } from "./numeric-dd";
import { crossesKink, isSmooth, type SetProbe } from "./probe";

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
  /** Without an activation out is a straight line in the entry: its cells are added up between the same two places. */
  readonly line: Line | undefined;
}

/** Two places of an entry of gamma or beta, and what is between them, in a unit that makes it about 1. */
interface Line {
  readonly low: number;
  readonly high: number;
  readonly inverse: number; // of the unit: a power of two
  readonly width: DD;
}

export class AffineDerivatives {
  private readonly entries: Readonly<Record<Parameter, readonly Entry[]>>;
  private readonly gamma: Float64Array; // (N) of the set under way
  private readonly beta: Float64Array; // (N)
  private readonly unit: number; // of dout: a power of two, 1 for ordinary data
  readonly size: number;

  constructor(private readonly problem: Problem) {
    const { layout, gamma, beta } = problem;
    this.size = sizeOf(affineShapeOf(layout));
    const isStraight = !isActivated(problem);
    const entries = (moved: Float64Array): Entry[] =>
      Array.from(moved, (value, a) => {
        const line = isStraight ? lineAround(value, sizeAround(gamma[a], beta[a])) : undefined;
        return { value: new Sum(), uncertainty: 0, scale: 0, line };
      });
    this.entries = { dgamma: entries(gamma), dbeta: entries(beta) };
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
        const cell = { gamma: this.gamma[i], beta: this.beta[i], xhat };
        const slope = entry.line
          ? { value: rise(wanted, cell, entry.line), isKink: false }
          : affineSlope(wanted, cell, probe);
        entry.value.addProduct(upstream, slope.value.hi, slope.value.lo);
        entry.scale += Math.abs(upstream) * weight;
        const noise = slopeNoise(weight, cell, probe);
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
    const { value, uncertainty, scale, line } = this.entries[wanted][a];
    if (Number.isNaN(scale)) return INCOMPARABLE;
    const { unit } = this;
    const sum = value.value();
    const { hi } = line && Number.isFinite(sum.hi) ? divide(sum, line.width) : sum;
    const unsure = uncertainty + 2 ** -52 * Math.abs(hi);
    return { value: unit * hi, uncertainty: unit * unsure, step: PRECISE_STEP, scale: unit * scale };
  }
}

/** A cell, as its gamma or beta is moved. */
interface Cell {
  readonly gamma: number;
  readonly beta: number;
  readonly xhat: DD;
}

/** How large gamma and beta of a cell are: what their steps are measured by. */
function sizeAround(gamma: number, beta: number): number {
  return Math.max(Math.abs(gamma), Math.abs(beta)) || 1;
}

function lineAround(value: number, size: number): Line {
  const h = powerOfTwo(PRECISE_STEP * size);
  const [low, high] = [value - h, value + h];
  const inverse = 1 / (2 * h);
  const { hi, lo } = subtract(dd(high), dd(low));
  return { low, high, inverse, width: dd(hi * inverse, lo * inverse) };
}

/** What out of a cell rises by between two places of its gamma or beta, in the line's unit. */
function rise(wanted: Parameter, { gamma, xhat }: Cell, { low, high, inverse }: Line): DD {
  // By gamma beta only moves both sides: it would cost digits.
  const at = (value: number): DD => (wanted === "dgamma" ? affinely(value, xhat, 0) : affinely(gamma, xhat, value));
  const { hi, lo } = subtract(at(high), at(low));
  return dd(hi * inverse, lo * inverse);
}

/** What is asked of a probe here. */
type Behind = Pick<SetProbe, "activation">;

/** d out_i by the gamma or beta that acts on it. */
function affineSlope(wanted: Parameter, cell: Cell, behind: Behind): { value: DD; isKink: boolean } {
  const { activation } = behind;
  if (activation && isSmooth(activation)) return { value: smoothSlope(wanted, cell, activation), isKink: false };
  const { gamma, beta } = cell;
  const shift = wanted === "dgamma" && !activation ? 0 : beta; // it would cost digits
  const size = sizeAround(gamma, beta);
  const through = preciseThrough(activation);
  for (let tau = PRECISE_STEP, attempt = 0; ; tau *= PRECISE_SMALLER, attempt++) {
    const sides = bothSides(wanted, { ...cell, beta: shift }, powerOfTwo(tau * size));
    const [plus, minus] = [through(sides.plus), through(sides.minus)];
    const isKink = crossesKink(behind, plus.hi, minus.hi);
    if (isKink && attempt < RETRIES) continue;
    return { value: divide(subtract(plus, minus), sides.width), isKink };
  }
}

/** y where the gamma or beta of a cell is moved by h, up and down. */
function bothSides(
  wanted: Parameter,
  { gamma, beta, xhat }: Cell,
  h: number,
): { readonly plus: DD; readonly minus: DD; readonly width: DD } {
  const moved = wanted === "dgamma" ? gamma : beta;
  const [low, high] = [moved - h, moved + h];
  const at = (value: number): DD => (wanted === "dgamma" ? affinely(value, xhat, beta) : affinely(gamma, xhat, value));
  return { plus: at(high), minus: at(low), width: subtract(dd(high), dd(low)) };
}

/** The same behind a smooth activation: of order 4, y moving by a small part of what it stays of one size over. */
function smoothSlope(wanted: Parameter, cell: Cell, { precise, reach }: SmoothActivation): DD {
  const [moved, by] = wanted === "dgamma" ? [cell.gamma, Math.abs(cell.xhat.hi)] : [cell.beta, 1];
  if (by === 0) return dd(0); // gamma does not move it
  // However far the parameter itself goes: it is y that has to move by so much.
  const h = powerOfTwo(Math.max((PRECISE_STEP * reach) / by, 2 ** -45 * Math.abs(moved)));
  const difference = (step: number): DD => {
    const { plus, minus, width } = bothSides(wanted, cell, step);
    return divide(subtract(precise(plus), precise(minus)), width);
  };
  return divide(subtract(multiply(dd(4), difference(h)), difference(2 * h)), dd(3));
}

/** What such a difference can lose by rounding, and one of order 4 by its step. */
function slopeNoise(weight: number, { gamma, beta, xhat }: Cell, { activation }: Behind): number {
  if (!activation) return 2 ** -80 * weight;
  if (isSmooth(activation)) return 2 ** -64 * weight * (1 + Math.abs(gamma * xhat.hi) + Math.abs(beta));
  return 2 ** -80 * (weight + 1 + Math.abs(xhat.hi));
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
    const cell = { gamma: own.gamma[i], beta: own.beta[i], xhat };
    const { value, isKink } = affineSlope(wanted, cell, probe);
    const noise = slopeNoise(Math.abs(wanted === "dgamma" ? xhat.hi : 1), cell, probe);
    found.value[i] = value.hi;
    found.uncertainty[i] = isKink ? Infinity : noise + 2 ** -52 * Math.abs(value.hi);
  });
  return found;
}
