/**
 * gamma and beta at the cells of a set. Where gamma is one number in the whole set (batch, instance norm) it stands in
 * front of the sums; where each cell has its own, u = gamma dout takes the place of dout in them.
 */
import { dd, multiply, productError, Sum, type DD } from "../arithmetic/dd";
import { affineIndexOf, affineShapeOf, offsetOf, type Layout } from "../layout";
import type { Problem } from "../problem";
import { sizeOf, type Values } from "../tensor";
import { gatherAffine } from "./affine-rows";
import { largestMagnitude } from "./largest-magnitude";
import { centre, unitOf, type SetStatistics } from "./statistics";
import { overSets, type UpstreamStatistics } from "./upstream";

/** Whether cells of one set have entries of gamma of their own. */
export function gammaVaries({ cells }: Pick<Layout, "cells">): boolean {
  return cells?.affineOfRow.some((place) => place !== 0) ?? false;
}

/** The upstream gradient of xhat in a set: front times units times (u + what stands in low). */
export interface Upstream {
  readonly front: number; // gamma where it is one number in the set
  readonly u: Float64Array; // (N)
  readonly low: Float64Array | undefined; // (N) what u was rounded by
  readonly units: readonly [number, number]; // powers of two, 1 for ordinary data
}

/** Multiplies dout (N) of set k, through the activation, by a gamma that varies in it; dout itself where none does. */
export function weigh(problem: Problem, k: number, g: Float64Array, low: Float64Array | undefined): Upstream {
  const { layout, gamma } = problem;
  if (!gammaVaries(layout)) {
    return { front: gamma[affineIndexOf(layout, 0, k)], u: g, low, units: [1, 1] };
  }
  const weights = gatherAffine(layout, gamma, k, new Float64Array(g.length));
  const [ofGamma, ofDout] = [unitOf(largestMagnitude(weights), false, 0), unitOf(largestMagnitude(g), false, 0)];
  const rest = new Float64Array(g.length);
  for (let i = 0; i < g.length; i++) {
    const weight = weights[i] / ofGamma;
    const gi = g[i] / ofDout;
    const u = weight * gi;
    g[i] = u;
    rest[i] = Number.isFinite(u) ? productError(weight, gi, u) + (low ? weight * (low[i] / ofDout) : 0) : 0;
  }
  return { front: 1, u: g, low: rest, units: [ofGamma, ofDout] };
}

/** dgamma and dbeta: sums over every cell that an entry of gamma acts on, whichever sets these lie in. */
export class AffineSums {
  private readonly ofSets: UpstreamStatistics[][] = []; // (A) where gamma is one number in a set
  private readonly ofCells: { readonly unit: number; readonly sum: Sum; readonly sumXhat: Sum }[] = []; // (A) else

  constructor(
    private readonly problem: Problem,
    dout: Values,
  ) {
    const { layout } = problem;
    const size = sizeOf(affineShapeOf(layout));
    if (!gammaVaries(layout)) {
      this.ofSets = Array.from({ length: size }, () => []);
      return;
    }
    const most = new Float64Array(size);
    for (let k = 0; k < layout.channels; k++) {
      for (let i = 0; i < layout.rows; i++) {
        const a = affineIndexOf(layout, i, k);
        most[a] = Math.max(most[a], Math.abs(dout[offsetOf(layout, i, k)]));
      }
    }
    this.ofCells = Array.from(most, (value) => ({ unit: unitOf(value, false, 0), sum: new Sum(), sumXhat: new Sum() }));
  }

  /** Adds a set whose gamma varies: x and dout (N) of its rows, dout through the activation. */
  addCells(
    k: number,
    statistics: SetStatistics,
    x: Float64Array,
    g: Float64Array,
    low: Float64Array | undefined,
  ): void {
    const { layout } = this.problem;
    for (let i = 0; i < x.length; i++) {
      const { unit, sum, sumXhat } = this.ofCells[affineIndexOf(layout, i, k)];
      const xhat = multiply(centre(x[i], statistics), statistics.r);
      sum.add(g[i] / unit);
      sumXhat.addProduct(g[i] / unit, xhat.hi, xhat.lo);
      if (!low) continue;
      sum.add(low[i] / unit);
      sumXhat.addProduct(low[i] / unit, xhat.hi, xhat.lo);
    }
  }

  /** Adds the sets of a column whose gamma is one number: its sums over dout are what they add. */
  addSets(k: number, upstream: readonly UpstreamStatistics[]): void {
    if (this.ofSets.length > 0) this.ofSets[affineIndexOf(this.problem.layout, 0, k)].push(...upstream);
  }

  gradients(): { readonly dgamma: Float64Array; readonly dbeta: Float64Array } {
    if (this.ofSets.length > 0) {
      return {
        dgamma: Float64Array.from(this.ofSets, (sets) => overSets(sets, "sumXhat")),
        dbeta: Float64Array.from(this.ofSets, (sets) => overSets(sets, "sum")),
      };
    }
    return {
      dgamma: Float64Array.from(this.ofCells, ({ unit, sumXhat }) => unit * sumXhat.value().hi),
      dbeta: Float64Array.from(this.ofCells, ({ unit, sum }) => unit * sum.value().hi),
    };
  }
}

/** gamma r (u - ubar - xhat c) of one set, `inner` being the bracket in the units of all that it is made of. */
export function inProblemUnits(
  inner: number,
  { front, units }: Upstream,
  { unit: gUnit }: UpstreamStatistics,
  { r, unit }: SetStatistics,
): number {
  return ((front * r.hi * inner * gUnit) / unit) * units[0] * units[1];
}

/** The same in double-double, rounded once. */
export function preciselyInProblemUnits(
  inner: DD,
  { front, units }: Upstream,
  { unit: gUnit }: UpstreamStatistics,
  { r, unit }: SetStatistics,
): number {
  const frontR = multiply(dd(front), r);
  const value = (multiply(frontR, inner).hi * gUnit) / unit;
  const plain = Number.isFinite(value) ? value : (frontR.hi * inner.hi * gUnit) / unit;
  return plain * units[0] * units[1];
}
