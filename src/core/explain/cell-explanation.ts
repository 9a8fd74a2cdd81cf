/**
 * Where dx of one cell comes from: its three terms, the column of the inner Jacobian that the chain rule multiplies with
 * dout, and the slopes of mean and variance, each with its numeric derivative and a verdict.
 */
import type { Precision } from "../checker";
import { itemAt, numberAt } from "../item-at";
import { setOfRow } from "../sets";
import type { Verdict } from "../verdict";
import { explainColumn, type ExplainedColumn } from "./explained-column";
import { jacobianColumn, jacobianValues, momentSlopes } from "./jacobian";
import { momentsOf, type Moments } from "./moments";
import { AGREEING_ERROR, judged, NumericColumn, quickError, worstOf } from "./numeric-column";
import type { Problem } from "../problem";
import { signedTerms, type SignedTerms } from "./signed-terms";

/** A derivative beside its numeric counterpart. */
export interface Held {
  readonly value: number;
  readonly numeric: number;
  readonly error: number; // relative, by the floor of the check
  readonly verdict: Verdict;
}

/** Derivatives of all outputs of the column (N each) by one number, beside their numeric counterparts. */
export interface HeldOutputs {
  readonly value: Float64Array;
  readonly numeric: Float64Array;
  readonly error: Float64Array;
  readonly verdict: Verdict;
}

export interface CellExplanation {
  readonly row: number; // l
  readonly column: number; // k
  readonly terms: SignedTerms;
  readonly dx: number; // direct + mean + variance
  /** Of the row's set, as it is normalised: in evaluation the running mean and variance. */
  readonly statistics: {
    readonly mean: number;
    readonly variance: number;
    readonly r: number;
    readonly gbar: number;
    readonly c: number;
    readonly members: number; // M
  };
  readonly moments: Moments; // of x, over the rows that make the statistics
  readonly dmu: Held; // d mu / d x_l
  readonly dv: Held; // d v / d x_l
  readonly jacobian: HeldOutputs; // d out_i / d x_l for all i
  /** The rows of the chain rule: dout_i d out_i / d x_l. They add up to dx. */
  readonly chain: Float64Array;
  readonly loss: Held; // dx beside the numeric derivative of L
  readonly verdict: Verdict; // the worst of all
}

export function explainCell(problem: Problem, row: number, column: number, precision: Precision): CellExplanation {
  return new ColumnExplainer(explainColumn(problem, column), precision).cell(row);
}

/** Explains the cells of a column one after the other. */
export class ColumnExplainer {
  private readonly numeric: NumericColumn;
  private readonly moments: (Moments | undefined)[] = [];

  constructor(
    readonly column: ExplainedColumn,
    readonly precision: Precision,
  ) {
    this.numeric = new NumericColumn(column, precision);
  }

  cell(row: number): CellExplanation {
    const { column } = this;
    const set = setOfRow(column.sets, row);
    const { mean, variance, r, gbar, c, members } = itemAt(column.sets, set);
    const { terms, dx } = signedTerms(column, row);
    const { dmu, dv } = this.momentsBy(row);
    const jacobian = this.outputsByX(row);
    const loss = this.loss(row, dx);
    return {
      row,
      column: column.column,
      terms,
      dx,
      statistics: { mean, variance, r, gbar, c, members },
      moments: this.momentsOf(set),
      dmu,
      dv,
      jacobian,
      chain: jacobian.value.map((value, i) => value * numberAt(column.dout, i) + 0),
      loss,
      verdict: worstOf([jacobian, dmu, dv, loss].map(({ verdict }) => verdict)),
    };
  }

  /** d out_i / d x_l for all i. */
  outputsByX(l: number): HeldOutputs {
    const cells = jacobianColumn(this.column, l);
    const value = jacobianValues(this.column, l);
    const numeric = this.numeric.quickOutputsByX(l);
    if (numeric) {
      const error = value.map((each, i) => quickError(each, numberAt(numeric, i), cells.sizeAt(i)));
      if (error.every((each) => each <= AGREEING_ERROR)) return { value, numeric, error, verdict: "correct" };
    }
    return this.held(
      value,
      (i) => cells.sizeAt(i),
      (isDoubted) => this.numeric.outputsByX(l, isDoubted),
    );
  }

  /** d out_i / d gamma = xhat_i and d out_i / d beta = 1 for all i, by what acts on out_i, through the activation. */
  outputsByParameter(wanted: "dgamma" | "dbeta"): HeldOutputs {
    const { slope, xhat } = this.column;
    const value = wanted === "dbeta" ? slope.slice() : slope.map((each, i) => each * numberAt(xhat, i));
    const sizeAt = (i: number): number => Math.abs(numberAt(value, i));
    return this.held(value, sizeAt, (isDoubted) => this.numeric.outputsByParameter(wanted, isDoubted));
  }

  private held(
    value: Float64Array,
    sizeAt: (i: number) => number,
    numericOf: (isDoubted: (i: number, numeric: number, uncertainty: number) => boolean) => {
      readonly value: Float64Array;
      readonly uncertainty: Float64Array;
    },
  ): HeldOutputs {
    const { precision } = this;
    const judgeAt = (i: number, numeric: number, uncertainty: number): ReturnType<typeof judged> =>
      judged(numberAt(value, i), { value: numeric, uncertainty }, sizeAt(i), precision);
    const numeric = numericOf((i, each, uncertainty) => judgeAt(i, each, uncertainty).verdict !== "correct");
    const cells = Array.from(value, (_, i) => judgeAt(i, numberAt(numeric.value, i), numberAt(numeric.uncertainty, i)));
    return {
      value,
      numeric: numeric.value,
      error: Float64Array.from(cells, ({ error }) => error),
      verdict: worstOf(cells.map(({ verdict }) => verdict)),
    };
  }

  /** d mu / d x_l and d v / d x_l. */
  private momentsBy(l: number): { dmu: Held; dv: Held } {
    const { column, precision } = this;
    const { dmu, dv } = momentSlopes(column, l);
    const set = itemAt(column.sets, setOfRow(column.sets, l));
    const length = set.unit / set.scaledR; // sqrt(v + eps), the length scale of a set whose own spread may be nothing
    const [ofMean, ofVariance] = [set.perMean, Math.max(Math.abs(dv), set.perVariance * length)];
    const derivatives = this.numeric.moments(
      l,
      ({ mean, variance }) =>
        judged(dmu, mean, ofMean, precision).verdict !== "correct" ||
        judged(dv, variance, ofVariance, precision).verdict !== "correct",
    );
    const held = (value: number, derivative: typeof derivatives.mean, size: number): Held => ({
      value,
      numeric: derivative.value,
      ...judged(value, derivative, size, precision),
    });
    return { dmu: held(dmu, derivatives.mean, ofMean), dv: held(dv, derivatives.variance, ofVariance) };
  }

  private loss(row: number, dx: number): Held {
    const { value, uncertainty, scale } = this.numeric.loss(row);
    return { value: dx, numeric: value, ...judged(dx, { value, uncertainty }, scale, this.precision) };
  }

  private momentsOf(set: number): Moments {
    const { problem, sets, x } = this.column;
    const { from, to } = itemAt(sets, set);
    const rows = x.subarray(from, to);
    return (this.moments[set] ??= momentsOf(
      problem.mask ? rows.filter((_, i) => problem.mask?.[from + i] === 1) : rows,
    ));
  }
}
