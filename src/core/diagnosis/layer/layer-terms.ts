/** How large the terms are that each cell of a layer's gradients is made of, and what rounding of its inputs does to it. */
import { piecesOrLine } from "../../activation/pieces";
import { smoothOf } from "../../activation/smooth";
import { weigh } from "../../batchnorm/affine";
import { batchnormForward, type BatchnormCache } from "../../batchnorm/batchnorm";
import { columnMembers } from "../../batchnorm/column";
import { gatherUpstream } from "../../batchnorm/upstream";
import { itemAt } from "../../item-at";
import { affineIndexOf, affineShapeOf, offsetOf } from "../../layout";
import { halfUnit, type Digits } from "../../printed-digits";
import type { Problem } from "../../problem";
import { maskOf } from "../../sets";
import { sizeOf } from "../../tensor";
import type { GradientName } from "../../verdict";
import type { Magnitudes } from "../evidence/allowance";
import { arithmetic, type GivenPrecision } from "../evidence/given-precision";

/** What is known of one set, in the problem's units. */
interface SetTerms {
  readonly xhat: Float64Array; // (N)
  readonly g: Float64Array; // (N) the magnitude of dout through the activation, and of what rounding of y does to it
  readonly u: Float64Array; // (N) of gamma g, likewise
  readonly near: Uint8Array; // (N) 1 where rounding may decide the activation
  readonly dout: Float64Array; // (N)
  readonly r: number;
  readonly perC: number; // what c is of sum(u xhat)
  readonly offset: number; // |mu| r, 0 where no mean is taken
  readonly lostX: number; // the most that print took of an x, in units of s
  readonly lostG: Float64Array; // (N) how far that, and what it took of gamma and beta, moves g through a slope that bends
}

type Cells = Readonly<Record<keyof Magnitudes, Float64Array>>;

/** The magnitudes of every cell of one gradient. */
export class LayerTerms {
  readonly cache: BatchnormCache;

  constructor(private readonly problem: Problem) {
    this.cache = batchnormForward(problem).cache;
  }

  of(name: GradientName, precision: GivenPrecision): (offset: number) => Magnitudes {
    const { layout } = this.problem;
    const size = name === "dx" ? layout.rows * layout.channels : sizeOf(affineShapeOf(layout));
    const cells = emptyCells(size);
    for (let k = 0; k < layout.channels; k++) {
      const set = this.set(k, precision);
      if (name === "dx") this.addDx(cells, k, set, precision);
      else this.addAffine(cells, k, set, name, precision);
    }
    return (offset) => ({
      terms: itemAt(cells.terms, offset),
      slack: itemAt(cells.slack, offset),
      offset: itemAt(cells.offset, offset),
      flips: itemAt(cells.flips, offset),
      kept: 0,
      inputs: itemAt(cells.inputs, offset),
    });
  }

  private set(k: number, precision: GivenPrecision): SetTerms {
    const { problem, cache } = this;
    const { layout } = problem;
    const N = layout.rows;
    const x = columnMembers(layout, problem.x, k);
    const dout = columnMembers(layout, problem.dout, k);
    const g = gatherUpstream(problem.dout, cache, k, new Float64Array(N));
    const { front, u, units } = weigh(problem, k, g.slice(), undefined);
    const { unit, m, delta, r, perC, centred } = itemAt(itemAt(cache.columns, k), 0);
    const scale = front * units[0] * units[1];
    const xhat = x.map((value) => (value / unit - m - delta.hi) * r.hi);
    const offset = centred ? Math.abs(m * r.hi) : 0;
    const { below, top } = piecesOrLine(problem);
    const smooth = smoothOf(problem);
    const lost = 64 * arithmetic(precision) * (1 + offset);
    const { inputs } = precision;
    const lostX = largest(x.map((value) => (halfOf(inputs?.x, value) / unit) * r.hi));
    // How far what print took of x, gamma and beta moves what goes into the activation.
    const lostY = xhat.map((value, i) => {
      const a = affineIndexOf(layout, i, k);
      const [gamma, width] = [itemAt(problem.gamma, a), Math.abs(value)];
      const ofAffine = halfOf(inputs?.gamma, gamma) * width + halfOf(inputs?.beta, itemAt(problem.beta, a));
      return Math.abs(gamma) * lostX * (2 + width) + ofAffine;
    });
    const near = Uint8Array.from(xhat, (value, i) => {
      if (below === 1) return 0;
      const a = affineIndexOf(layout, i, k);
      const [y, shift] = [itemAt(problem.gamma, a) * value, itemAt(problem.beta, a)];
      const toKink = Math.min(Math.abs(y + shift), Math.abs(y + shift - top));
      return Number(toKink <= lost * (Math.abs(y) + Math.abs(shift)) + itemAt(lostY, i));
    });
    // A smooth activation bends: what y is rounded by moves its slope, and that counts among the terms of g.
    const bends = xhat.map((value, i) => {
      const a = affineIndexOf(layout, i, k);
      const y = itemAt(problem.gamma, a) * value + itemAt(problem.beta, a);
      return smooth ? Math.abs(itemAt(dout, i)) * smooth.bend(y) : 0;
    });
    const bent = xhat.map((value, i) => {
      const a = affineIndexOf(layout, i, k);
      const size = Math.abs(itemAt(problem.gamma, a) * value) + Math.abs(itemAt(problem.beta, a));
      return smooth ? itemAt(bends, i) * size * (1 + offset) : 0;
    });
    const lostG = lostY.map((value, i) => (smooth ? itemAt(bends, i) * value : 0));
    const sizes = g.map((value, i) => Math.abs(value) + itemAt(bent, i));
    const weighed = u.map((value, i) => {
      const weight = itemAt(problem.gamma, affineIndexOf(layout, i, k));
      return Math.abs(value * scale) + Math.abs(weight) * itemAt(bent, i);
    });
    return { xhat, g: sizes, u: weighed, near, dout, r: r.hi / unit, perC: perC.hi, offset, lostX, lostG };
  }

  private addDx(cells: Cells, k: number, set: SetTerms, precision: GivenPrecision): void {
    const { layout, gamma, norm } = this.problem;
    const { xhat, g, u, near, dout, r, perC, offset, lostX } = set;
    const N = xhat.length;
    const { M } = itemAt(itemAt(this.cache.columns, k), 0);
    const sumU = total(u, Math.abs);
    const sumC = perC * total(u, (value, i) => Math.abs(value * itemAt(xhat, i)));
    const weights = g.map((_, i) => Math.abs(itemAt(gamma, affineIndexOf(layout, i, k))));
    const flipped = (i: number): number => itemAt(near, i) * itemAt(weights, i) * Math.abs(itemAt(dout, i));
    const [flips, flipsXhat] = [total(near, (_, i) => flipped(i)), total(near, (_, i) => flipped(i) * Math.abs(itemAt(xhat, i)))]; // prettier-ignore
    const lostU = u.map((_, i) => this.lostUpstream(set, precision, k, i, itemAt(weights, i)));
    const [meanLost, productsLost] = [total(lostU) / M, perC * total(lostU, (value, i) => value * Math.abs(itemAt(xhat, i)))]; // prettier-ignore
    const mean = norm === "rms" ? 0 : sumU / M;
    const mask = maskOf(this.problem, k);
    for (let i = 0; i < N; i++) {
      const at = offsetOf(layout, i, k);
      const [ui, width] = [Math.abs(itemAt(u, i)), Math.abs(itemAt(xhat, i))];
      const m = mask ? itemAt(mask, i) : 1; // what a mask leaves out has the direct term alone
      const terms = ui + m * (mean + width * sumC);
      cells.terms[at] = r * terms;
      cells.slack[at] = m * r * offset * (sumC + perC * width * sumU);
      cells.offset[at] = offset;
      cells.flips[at] = r * (flipped(i) + m * (flips / M + width * perC * flipsXhat));
      const ofX = lostX * (terms + m * ((2 + width) * sumC + width * perC * (2 + width) * sumU));
      cells.inputs[at] = r * (ofX + itemAt(lostU, i) + m * (meanLost + width * productsLost));
    }
  }

  /** What print took at a cell, as it moves u. */
  private lostUpstream(
    { dout, lostG }: SetTerms,
    { inputs }: GivenPrecision,
    k: number,
    i: number,
    weight: number,
  ): number {
    const { layout, gamma } = this.problem;
    const a = affineIndexOf(layout, i, k);
    const upstream = itemAt(dout, i);
    const lost = halfOf(inputs?.dout, upstream) + itemAt(lostG, i);
    return weight * lost + Math.abs(upstream) * halfOf(inputs?.gamma, itemAt(gamma, a));
  }

  private addAffine(
    cells: Cells,
    k: number,
    { xhat, g, near, dout, offset, lostX, lostG }: SetTerms,
    name: "dgamma" | "dbeta",
    { inputs }: GivenPrecision,
  ): void {
    const { layout } = this.problem;
    for (let i = 0; i < xhat.length; i++) {
      const a = affineIndexOf(layout, i, k);
      const gi = Math.abs(itemAt(g, i));
      const weight = name === "dgamma" ? Math.abs(itemAt(xhat, i)) : 1;
      const upstream = itemAt(dout, i);
      cells.terms[a] = itemAt(cells.terms, a) + gi * weight;
      cells.flips[a] = itemAt(cells.flips, a) + itemAt(near, i) * Math.abs(upstream) * weight;
      const ofX = name === "dgamma" ? gi * lostX * (2 + weight) : 0;
      const ofDout = (halfOf(inputs?.dout, upstream) + itemAt(lostG, i)) * weight;
      cells.inputs[a] = itemAt(cells.inputs, a) + ofX + ofDout;
      if (name === "dbeta") continue;
      cells.slack[a] = itemAt(cells.slack, a) + gi * offset;
      cells.offset[a] = Math.max(itemAt(cells.offset, a), offset);
    }
  }
}

function halfOf(digits: Digits | undefined, value: number): number {
  return digits ? halfUnit(digits, value) : 0;
}

function emptyCells(size: number): Cells {
  const [terms, slack, offset, flips, inputs] = Array.from({ length: 5 }, () => new Float64Array(size));
  if (!terms || !slack || !offset || !flips || !inputs) throw new RangeError("expected five arrays");
  return { terms, slack, offset, flips, inputs, kept: new Float64Array(0) };
}

/** By a loop: a set may have more elements than a call takes arguments. */
function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, value);
  return most;
}

function total(values: Float64Array | Uint8Array, of: (value: number, i: number) => number = (value) => value): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += of(itemAt(values, i), i);
  return sum;
}
