/**
 * The gradient check: analytic gradients held against numeric derivatives of the forward, every element of x, gamma and
 * beta. Steps, scales, tolerances and uncertainties are derived in docs/gradcheck.md.
 */
import { batchnormForward, type BatchnormCache } from "../batchnorm/batchnorm";
import type { Checker, CheckOptions, Precision } from "../checker";
import { gatherColumn } from "../batchnorm/column";
import { ComplexStep } from "./complex";
import { createCheck, type Tallies } from "./gradcheck-report";
import { isDoubtful, isUndecided, STRICTNESS, Tally, toComparand } from "./gradcheck-tally";
import type { Gradients } from "../batchnorm/gradients";
import { offsetOf } from "../layout";
import { createScratch, differentiate, type NumericDerivative, type Scratch } from "./numeric";
import { createProbe, createProbeSpace, toProblemUnits, type ColumnProbe, type ProbeSpace } from "./probe";
import { PreciseDifference } from "./numeric-dd";
import type { Problem } from "../problem";
import { UNCHECKED } from "./unchecked";
import type { Check, GradientName } from "../verdict";

export { STRICTNESS };

export const METHOD: Readonly<Record<Precision, string>> = {
  standard:
    "central differences of order 4, step 2^-11 sqrt(N) sqrt(v + eps), columns shifted by their first element, float64; " +
    "cells that this leaves in doubt again in double-double",
  exact:
    "complex step, columns shifted by their first element; cells that this leaves in doubt again by differences in double-double",
};

/** How many cells of a column are looked at again: a column of noise would take N^2 double-double forwards otherwise. */
function secondLooks(precision: Precision, N: number): number {
  return precision === "exact" ? Infinity : Math.max(64, Math.floor(2 ** 18 / N));
}

/** Derivatives of one column's loss in scaled units. */
interface Differentiator {
  readonly first: (wanted: GradientName, row: number) => NumericDerivative;
  /** A surer one, slower. */
  readonly second: (wanted: GradientName, row: number) => NumericDerivative;
  readonly fast?: FastDerivatives; // what `first` asks for dx
}

/**
 * A faster way to the first look, column by column. Derivatives are in scaled units, as `differentiate` gives them
 * ("standard") or ComplexStep ("exact").
 */
export interface FastDerivatives {
  /** Starts a column; false where this way does not cover it. */
  begin(probe: ColumnProbe, precision: Precision): boolean;
  /** Goes to dx at a row, rows in order: `value` and `uncertainty` are its from then on. */
  seek(row: number): void;
  readonly value: number;
  readonly uncertainty: number;
  readonly step: number; // in units of sqrt(v + eps)
  /** By the column's gamma or beta; undefined where only the readable way has it. */
  parameter(wanted: "dgamma" | "dbeta"): NumericDerivative | undefined;
}

function fastDerivative(fast: FastDerivatives, row: number): NumericDerivative {
  fast.seek(row);
  const { value, uncertainty, step } = fast;
  return { value, uncertainty, step };
}

function createDifferentiator(probe: ColumnProbe, precision: Precision, fast?: FastDerivatives): Differentiator {
  const slow = createSlowDifferentiator(probe, precision);
  if (!fast || !probe.finite || !fast.begin(probe, precision)) return slow;
  return {
    first: (wanted, row) =>
      wanted === "dx" ? fastDerivative(fast, row) : (fast.parameter(wanted) ?? slow.first(wanted, row)),
    second: slow.second,
    fast,
  };
}

function createSlowDifferentiator(probe: ColumnProbe, precision: Precision): Differentiator {
  const precise = new PreciseDifference(probe);
  const second = (wanted: GradientName, row: number): NumericDerivative => precise.derivative(wanted, row);
  if (precision === "standard") {
    let scratch: Scratch | undefined; // a fast way may leave nothing to do here
    const first = (wanted: GradientName, row: number): NumericDerivative =>
      differentiate(probe, wanted, row, (scratch ??= createScratch(probe.x.length)));
    return { first, second };
  }
  const complex = new ComplexStep(probe);
  return { first: (wanted, row) => complex.derivative(wanted, row), second };
}

function toProblem(probe: ColumnProbe, wanted: GradientName, derivative: NumericDerivative): NumericDerivative {
  return {
    value: toProblemUnits(probe, wanted, derivative.value),
    uncertainty: toProblemUnits(probe, wanted, derivative.uncertainty),
    step: derivative.step,
  };
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
  return new ColumnChecker(problem, gradients, options, fast);
}

/** Checks everything, to the end. Tests use it: the product checks a few columns at a time. */
export function checkGradients(problem: Problem, gradients: Gradients, precision: Precision = "standard"): Check {
  const checker = createChecker(problem, gradients, { precision, from: 0, to: problem.layout.channels });
  while (!checker.advance(1000));
  return checker.result();
}

/** A derivative, and how large the terms of its gradient get in the column: S of docs/gradcheck.md. */
export interface ScaledDerivative extends NumericDerivative {
  readonly scale: number;
}

/**
 * The numeric derivative of L by x at one cell, or by its column's gamma or beta, in the problem's units; step in units
 * of sqrt(v + eps).
 */
export function numericDerivative(
  problem: Problem,
  row: number,
  column: number,
  precision: Precision = "standard",
  wanted: GradientName = "dx",
): ScaledDerivative {
  const { cache } = batchnormForward(problem);
  const probe = createProbe(problem, cache, column);
  if (!probe.finite) return { value: NaN, uncertainty: Infinity, step: NaN, scale: NaN };
  const { first, second } = createDifferentiator(probe, precision);
  const derivative = first(wanted, row);
  const sure = precision === "standard" && Number.isFinite(derivative.uncertainty); // not so at a kink of ReLU
  const scale = toProblemUnits(probe, wanted, probe.scale[wanted]);
  return { ...toProblem(probe, wanted, sure ? derivative : second(wanted, row)), scale };
}

function noProbe(): never {
  throw new Error("expected a column under way");
}

class ColumnChecker implements Checker {
  readonly total: number;
  done = 0;
  readonly error: Float32Array;
  private readonly cache: BatchnormCache;
  private readonly tallies: Tallies;
  private readonly analytic: Float64Array; // (N) dx of the column under way
  private readonly space: ProbeSpace;
  private probe: ColumnProbe | undefined;
  private differentiator: Differentiator | undefined;
  private looks = 0; // second looks left for this column
  private column: number;
  private row = 0;

  constructor(
    private readonly problem: Problem,
    private readonly gradients: Gradients,
    private readonly options: CheckOptions,
    private readonly fast: FastDerivatives | undefined,
  ) {
    const { rows: N, channels: D } = problem.layout;
    this.total = N * (options.to - options.from);
    this.error = new Float32Array(N * D).fill(UNCHECKED);
    // Without ReLU nothing of the forward is kept: probes take the statistics of their own column.
    this.cache =
      problem.activation === "relu"
        ? batchnormForward(problem).cache
        : { problem, columns: [], out: new Float64Array(0) };
    const strictness = STRICTNESS[options.precision];
    this.tallies = {
      dx: new Tally(N * D, strictness, this.error),
      dgamma: new Tally(D, strictness),
      dbeta: new Tally(D, strictness),
    };
    this.analytic = new Float64Array(N);
    this.space = createProbeSpace(N);
    this.column = options.from;
  }

  advance(milliseconds: number): boolean {
    const end = Date.now() + milliseconds;
    const { layout } = this.problem;
    for (; this.column < this.options.to; this.column++) {
      if (!this.probe) this.begin();
      const fast = this.differentiator?.fast;
      while (this.row < layout.rows) {
        const offset = offsetOf(layout, this.row, this.column);
        const analytic = this.analytic[this.row];
        if (!fast || !this.agreesAtOnce(fast, offset, analytic)) this.judge("dx", offset, analytic);
        this.row++;
        this.done++;
        // A slow cell takes milliseconds, a fast one less than looking at the clock.
        if ((!fast || this.row % 64 === 0) && Date.now() >= end) return this.done === this.total;
      }
      this.row = 0;
      this.probe = undefined;
    }
    return true;
  }

  /** Prepares the column and checks its dgamma and dbeta. */
  private begin(): void {
    const k = this.column;
    this.probe = createProbe(this.problem, this.cache, k, this.space);
    this.differentiator = createDifferentiator(this.probe, this.options.precision, this.fast);
    this.looks = secondLooks(this.options.precision, this.problem.layout.rows);
    gatherColumn(this.problem.layout, this.gradients.dx, k, this.analytic);
    this.judge("dgamma", k, this.gradients.dgamma[k]);
    this.judge("dbeta", k, this.gradients.dbeta[k]);
  }

  /** The short way through `judge` for a cell of dx that agrees beyond doubt. */
  private agreesAtOnce(fast: FastDerivatives, offset: number, analytic: number): boolean {
    const { unit, upstreamUnit, scale } = this.probe ?? noProbe();
    fast.seek(this.row);
    const numeric = (fast.value * upstreamUnit) / unit;
    const margin = this.options.precision === "exact" ? (fast.uncertainty * upstreamUnit) / unit : 0;
    return this.tallies.dx.addIfAgreeing(offset, analytic, numeric, (scale.dx * upstreamUnit) / unit, margin);
  }

  private judge(wanted: GradientName, offset: number, analytic: number): void {
    const { probe, differentiator, row } = this;
    if (!probe || !differentiator) return noProbe();
    const tally = this.tallies[wanted];
    if (!probe.finite) {
      tally.addIncomparable(offset);
      return;
    }
    const scale = toProblemUnits(probe, wanted, probe.scale[wanted]);
    const look = (derivative: NumericDerivative) => toComparand(analytic, toProblem(probe, wanted, derivative), scale);
    let cell = look(differentiator.first(wanted, row));
    const inDoubt = this.options.precision === "exact" ? isUndecided : isDoubtful;
    if (this.looks > 0 && inDoubt(cell, tally.strictness)) {
      this.looks--;
      cell = look(differentiator.second(wanted, row));
    }
    tally.add(offset, cell);
  }

  result(): Check {
    if (this.done < this.total) throw new Error(`expected a finished check, got ${this.done} of ${this.total} cells`);
    return createCheck(this.problem, this.tallies, METHOD[this.options.precision]);
  }
}
