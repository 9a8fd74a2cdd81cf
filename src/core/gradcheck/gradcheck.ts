/**
 * The gradient check: analytic gradients held against numeric derivatives of the forward, every element of x, gamma and
 * beta. Steps, scales, tolerances and uncertainties are derived in docs/gradcheck.md.
 */
import { isActivated } from "../activation/pieces";
import { smoothOf } from "../activation/smooth";
import { batchnormForward, type BatchnormCache } from "../batchnorm/batchnorm";
import type { Checker, CheckOptions, Precision } from "../checker";
import { AffineDerivatives } from "./affine-derivatives";
import { columnMembers, gatherColumn } from "../batchnorm/column";
import {
  createDifferentiator,
  INCOMPARABLE,
  overSets,
  toProblem,
  type Differentiator,
  type FastDerivatives,
  type ScaledDerivative,
} from "./differentiator";
import { createCheck, type Tallies } from "./gradcheck-report";
import { isDoubtful, isUndecided, STRICTNESS, Tally, toComparand } from "./gradcheck-tally";
import type { Gradients } from "../batchnorm/gradients";
import { isCentred } from "../normalization-layer";
import { affineShapeOf, offsetOf } from "../layout";
import { createProbe, createProbeSpace, toProblemUnits, type ProbeSpace, type SetProbe } from "./probe";
import type { Problem } from "../problem";
import { setOfRow } from "../sets";
import { sampledRows } from "./sample";
import { sizeOf } from "../tensor";
import { SharedSums, sharesSums } from "./shared-sums";
import { UNCHECKED } from "./unchecked";
import type { Check, CheckedTensor, GradientName } from "../verdict";

export { STRICTNESS, type FastDerivatives };

const SHARED =
  "central differences of order 4 in double-double, sums shared by the rows and held against the forward over all of them";

/** How the numeric side of a check is made. */
function methodOf(precision: Precision, problem: Problem): string {
  const { epsPlacement, sets, layout } = problem;
  const what = layout.cells ? "sets" : sets.length > 1 ? "parts of columns" : "columns";
  const shifted = isCentred(problem) ? `${what} shifted by their first element` : `${what} as they are`;
  const long = sets.filter(({ from, to }) => sharesSums(to - from, isActivated(problem))).length;
  if (long === sets.length) return `${SHARED}, ${shifted}`;
  const tail = long > 0 ? `; in long parts ${SHARED}` : "";
  if (precision === "exact" && smoothOf(problem)) return `central differences of order 4 in double-double, ${shifted}`;
  if (precision === "exact") {
    return `complex step, ${shifted}; cells that this leaves in doubt again by differences in double-double${tail}`;
  }
  const length = epsPlacement === "outside" ? "sqrt(v)" : "sqrt(v + eps)";
  return `central differences of order 4, step 2^-11 sqrt(N) ${length}, ${shifted}, float64; cells that this leaves in doubt again in double-double${tail}`;
}

type Look = "first" | "second";

/** How many cells of a column are looked at again: a column of noise would take N^2 double-double forwards otherwise. */
function secondLooks(precision: Precision, N: number): number {
  return precision === "exact" ? Infinity : Math.max(64, Math.floor(2 ** 18 / N));
}

/**
 * Checks the columns [from, to) in slices. `gradients` may come from anywhere: they are what is being checked. `fast`
 * replaces how derivatives are made, not how they are judged.
 */
export function createChecker(
  problem: Problem,
  gradients: Gradients,
  options: CheckOptions,
  fast?: FastDerivatives,
): Checker {
  return new ColumnChecker(problem, gradients, options, [new SharedSums(), ...(fast ? [fast] : [])]);
}

/** Checks everything, to the end. Tests use it: the product checks a few columns at a time. */
export function checkGradients(problem: Problem, gradients: Gradients, precision: Precision = "standard"): Check {
  const checker = createChecker(problem, gradients, { precision, from: 0, to: problem.layout.channels });
  while (!checker.advance(1000));
  return checker.result();
}

/**
 * The numeric derivative of L by x at one cell, or by its column's gamma or beta, in the problem's units; step in units
 * of s, what its set is divided by.
 */
export function numericDerivative(
  problem: Problem,
  row: number,
  column: number,
  precision: Precision = "standard",
  wanted: GradientName = "dx",
): ScaledDerivative {
  const { cache } = batchnormForward(problem);
  const ofSet = (set: number): ScaledDerivative => {
    const probe = createProbe(problem, cache, column, set);
    if (!probe.finite) return INCOMPARABLE;
    const { first, second } = createDifferentiator(probe, precision);
    const at = row - problem.sets[set].from;
    const derivative = first(wanted, at);
    const sure = precision === "standard" && Number.isFinite(derivative.uncertainty); // not so at a kink of ReLU
    const scale = toProblemUnits(probe, wanted, probe.scale[wanted]);
    return { ...toProblem(probe, wanted, sure ? derivative : second(wanted, at)), scale };
  };
  return wanted === "dx" ? ofSet(setOfRow(problem.sets, row)) : overSets(problem.sets.map((_, set) => ofSet(set)));
}

function noProbe(): never {
  throw new Error("expected a set under way");
}

class ColumnChecker implements Checker {
  readonly total: number;
  done = 0;
  readonly error: Float32Array;
  private readonly cache: BatchnormCache;
  private readonly tallies: Tallies;
  private readonly analytic: Float64Array; // (N) dx of the column under way
  private readonly space: ProbeSpace;
  private readonly affine: AffineDerivatives | undefined; // where entries of gamma act on many sets
  private affineNumeric: ReturnType<AffineDerivatives["derivatives"]> | undefined;
  private probe: SetProbe | undefined; // of the set that the row belongs to
  private differentiator: Differentiator | undefined;
  private looks = 0; // second looks left for this column
  private column: number;
  private set = 0;
  private row = 0;
  private picked: Uint32Array | undefined; // rows of the column, where it is a sample
  private pick = 0; // place of the row among them

  constructor(
    private readonly problem: Problem,
    private readonly gradients: Gradients,
    private readonly options: CheckOptions,
    private readonly ways: readonly FastDerivatives[],
  ) {
    const { rows: N, channels: D } = problem.layout;
    const perColumn = Math.min(N, options.sample?.perColumn ?? N);
    this.total = perColumn * (options.to - options.from);
    this.error = options.error ?? new Float32Array(N * D).fill(UNCHECKED);
    // Without an activation nothing of the forward is kept: probes take the statistics of their own set.
    this.cache = isActivated(problem)
      ? batchnormForward(problem).cache
      : { problem, columns: [], out: new Float64Array(0) };
    const strictness = STRICTNESS[options.precision];
    const entries = sizeOf(affineShapeOf(problem.layout));
    this.affine = problem.layout.cells && new AffineDerivatives(problem);
    this.tallies = {
      dx: new Tally(N * D, strictness, this.error),
      dgamma: new Tally(entries, strictness),
      dbeta: new Tally(entries, strictness),
    };
    this.analytic = new Float64Array(N);
    this.space = createProbeSpace(N);
    this.column = options.from;
  }

  advance(milliseconds: number): boolean {
    const end = Date.now() + milliseconds;
    const { rows } = this.problem.layout;
    for (; this.column < this.options.to; this.column++) {
      if (!this.probe) this.beginColumn();
      for (;;) {
        if (!this.checkRows(end)) return this.done === this.total;
        if (this.row >= rows) break;
        this.beginSet(this.set + 1);
      }
      this.probe = undefined;
    }
    return true;
  }

  /** Checks the rows left of the set under way; false where the time is up. */
  private checkRows(end: number): boolean {
    const { layout, sets } = this.problem;
    const { from, to } = sets[this.set];
    const fast = this.differentiator?.fast;
    while (this.row < to) {
      const offset = offsetOf(layout, this.row, this.column);
      const analytic = this.analytic[this.row];
      if (!fast || !this.agreesAtOnce(fast, offset, analytic, this.row - from)) this.judgeCell(offset, analytic);
      this.goOn();
      // A slow cell takes milliseconds, a fast one less than looking at the clock.
      if ((!fast || this.picked || this.row % 64 === 0) && Date.now() >= end) return false;
    }
    return true;
  }

  /** To the next row that is looked at, behind the last one when there is none. */
  private goOn(): void {
    this.done++;
    this.row = this.picked ? (this.picked[++this.pick] ?? this.problem.layout.rows) : this.row + 1;
  }

  /** Prepares the column and checks its dgamma and dbeta. */
  private beginColumn(): void {
    const k = this.column;
    const { layout } = this.problem;
    const { sample } = this.options;
    this.picked = sample && sampledRows(sample, layout.rows, k);
    this.pick = 0;
    this.row = this.picked?.[0] ?? 0;
    this.looks = secondLooks(this.options.precision, layout.rows);
    gatherColumn(layout, this.gradients.dx, k, this.analytic);
    this.beginSet(0);
    if (this.affine) {
      this.affine.add(this.probe ?? noProbe(), columnMembers(layout, this.problem.dout, k));
      if (k === layout.channels - 1) this.judgeAffine(this.affine);
      return;
    }
    this.judge("dgamma", k, this.gradients.dgamma[k], this.overColumn("dgamma"));
    this.judge("dbeta", k, this.gradients.dbeta[k], this.overColumn("dbeta"));
  }

  /** dgamma and dbeta, when every set has said what it adds. */
  private judgeAffine(affine: AffineDerivatives): void {
    this.affineNumeric = affine.derivatives();
    for (let a = 0; a < affine.size; a++) {
      this.judge("dgamma", a, this.gradients.dgamma[a], () => affine.derivative("dgamma", a));
      this.judge("dbeta", a, this.gradients.dbeta[a], () => affine.derivative("dbeta", a));
    }
  }

  private beginSet(set: number): void {
    this.set = set;
    this.probe = createProbe(this.problem, this.cache, this.column, set, this.space);
    this.differentiator = createDifferentiator(this.probe, this.options.precision, this.ways);
  }

  /** Looks at the derivative by a parameter, set by set. */
  private overColumn(wanted: GradientName): (look: Look) => ScaledDerivative {
    return (look) => {
      const { sets } = this.problem;
      if (sets.length === 1) return this.look(look, wanted, 0);
      const derivatives = sets.map((_, set) => {
        this.beginSet(set);
        return this.look(look, wanted, 0);
      });
      this.beginSet(0);
      return overSets(derivatives);
    };
  }

  private look(look: Look, wanted: GradientName, row: number): ScaledDerivative {
    const { probe, differentiator } = this;
    if (!probe || !differentiator) return noProbe();
    if (!probe.finite) return INCOMPARABLE;
    const scale = toProblemUnits(probe, wanted, probe.scale[wanted]);
    return { ...toProblem(probe, wanted, differentiator[look](wanted, row)), scale };
  }

  /** The short way through `judge` for a cell of dx that agrees beyond doubt. */
  private agreesAtOnce(fast: FastDerivatives, offset: number, analytic: number, rowInSet: number): boolean {
    const { unit, upstreamUnit, scale } = this.probe ?? noProbe();
    fast.seek(rowInSet, this.picked !== undefined);
    const numeric = (fast.value * upstreamUnit) / unit;
    const margin = this.options.precision === "exact" ? (fast.uncertainty * upstreamUnit) / unit : 0;
    return this.tallies.dx.addIfAgreeing(offset, analytic, numeric, (scale.dx * upstreamUnit) / unit, margin);
  }

  private judgeCell(offset: number, analytic: number): void {
    this.judge("dx", offset, analytic, (look) => this.look(look, "dx", this.rowInSet));
  }

  private get rowInSet(): number {
    return this.row - this.problem.sets[this.set].from;
  }

  private judge(wanted: GradientName, offset: number, analytic: number, look: (look: Look) => ScaledDerivative): void {
    const tally = this.tallies[wanted];
    const derivative = look("first");
    if (Number.isNaN(derivative.scale)) {
      tally.addIncomparable(offset);
      return;
    }
    let cell = toComparand(analytic, derivative, derivative.scale);
    const inDoubt = this.options.precision === "exact" ? isUndecided : isDoubtful;
    if (this.looks > 0 && inDoubt(cell, tally.strictness)) {
      this.looks--;
      cell = toComparand(analytic, look("second"), derivative.scale);
    }
    tally.add(offset, cell);
  }

  result(): Check {
    const { precision, from, to, sample } = this.options;
    const { rows } = this.problem.layout;
    const of = rows * (to - from) + 2 * (this.affine?.size ?? to - from); // with dgamma and dbeta
    const check = createCheck(this.problem, this.tallies, methodOf(precision, this.problem), of, sample?.seed ?? null);
    const { affineNumeric } = this;
    if (!affineNumeric) return check;
    const { dx, dgamma, dbeta } = check.tensors;
    const held = (tensor: CheckedTensor, numeric: Float64Array): CheckedTensor => ({ ...tensor, numeric });
    const tensors = { dx, dgamma: held(dgamma, affineNumeric.dgamma), dbeta: held(dbeta, affineNumeric.dbeta) };
    return { ...check, tensors };
  }
}
