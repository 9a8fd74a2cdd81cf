/**
 * The numeric counterpart of what explains a column, by the black boxes of the check: nothing here knows the formulas.
 * A first look in float64; what that leaves in doubt is looked at again in double-double.
 */
import type { Precision } from "../checker";
import { createDifferentiator, INCOMPARABLE, toProblem, type ScaledDerivative } from "../gradcheck/differentiator";
import { judge, STRICTNESS, toComparand } from "../gradcheck/gradcheck-tally";
import type { NumericDerivative } from "../gradcheck/numeric";
import {
  createQuickSpace,
  momentDerivatives,
  outputDerivatives,
  quickOutputs,
  type MomentDerivatives,
  type OutputSizes,
} from "../gradcheck/output-derivatives";
import { createProbe, probeOfOutputs, toProblemUnits, type SetProbe, type Wanted } from "../gradcheck/probe";
import { itemAt, numberAt } from "../item-at";
import { setOfRow } from "../sets";
import type { Verdict } from "../verdict";
import type { ExplainedColumn } from "./explained-column";

/** Numeric derivatives by one x, gamma or beta of every out of the column (N): 0 in other sets, NaN without numbers. */
export interface NumericOutputs {
  readonly value: Float64Array;
  readonly uncertainty: Float64Array;
}

/** Derivatives of a column's outputs and moments, set by set. Probes are kept: the next row is near. */
export class NumericColumn {
  private readonly probes = new Map<number, { readonly ofLoss: SetProbe; readonly ofOutputs: SetProbe }>();
  private readonly spaces = new Map<number, ReturnType<typeof createQuickSpace>>();

  constructor(
    private readonly column: ExplainedColumn,
    private readonly precision: Precision,
  ) {}

  /** d out_i / d x_l for all i. `isDoubted`: whether a better look at i could change what is said of it. */
  outputsByX(l: number, isDoubted: Doubt): NumericOutputs {
    const { sets, x } = this.column;
    const s = setOfRow(sets, l);
    const target = { value: new Float64Array(x.length), uncertainty: new Float64Array(x.length) };
    this.fill(target, s, "dx", l - itemAt(sets, s).from, isDoubted);
    return target;
  }

  /**
   * d out_i / d x_l for all i at the least cost: values that need no second look where they agree. Undefined where they
   * would not do: at the kinks of an activation, in the exact check, and where there are no numbers.
   */
  quickOutputsByX(l: number): Float64Array | undefined {
    const s = setOfRow(this.column.sets, l);
    const { from, to } = itemAt(this.column.sets, s);
    const probe = this.probe(s).ofOutputs;
    if (!probe.finite || probe.activation || this.precision === "exact") return undefined;
    const result = new Float64Array(this.column.x.length);
    const value = result.subarray(from, to);
    const space = this.spaces.get(s) ?? createQuickSpace(to - from);
    this.spaces.set(s, space);
    quickOutputs(probe, l - from, space, value);
    for (const [i, each] of value.entries()) value[i] = each / probe.unit; // its inverse may leave the range of doubles
    return result;
  }

  /** d out_i by the gamma or beta that acts on it, for all i: a set's outputs depend on nothing of another. */
  outputsByParameter(wanted: "dgamma" | "dbeta", isDoubted: Doubt): NumericOutputs {
    const { sets, x } = this.column;
    const target = { value: new Float64Array(x.length), uncertainty: new Float64Array(x.length) };
    for (const s of sets.keys()) this.fill(target, s, wanted, 0, isDoubted);
    return target;
  }

  /** d mu / d x_l and d v / d x_l of the row's set, in the problem's units. */
  moments(l: number, isDoubted: (derivatives: MomentDerivatives) => boolean): MomentDerivatives {
    const s = setOfRow(this.column.sets, l);
    const probe = this.probe(s).ofLoss;
    const nothing = { value: NaN, uncertainty: Infinity, step: NaN };
    if (!probe.finite) return { mean: nothing, variance: nothing };
    const row = l - itemAt(this.column.sets, s).from;
    const scaled = (precision: Precision): MomentDerivatives => {
      const { mean, variance } = momentDerivatives(probe, row, precision);
      return { mean, variance: timesUnit(variance, probe.unit) };
    };
    const first = scaled(this.precision);
    return this.precision === "standard" && isDoubted(first) ? scaled("exact") : first;
  }

  /** dL / d x_l, and how large the terms of dx get in the set. */
  loss(l: number): ScaledDerivative {
    const s = setOfRow(this.column.sets, l);
    const probe = this.probe(s).ofLoss;
    if (!probe.finite) return INCOMPARABLE;
    const { first, second } = createDifferentiator(probe, this.precision);
    const row = l - itemAt(this.column.sets, s).from;
    const derivative = first("dx", row);
    const isSure = this.precision === "standard" && Number.isFinite(derivative.uncertainty); // not so at a kink of ReLU
    const scale = toProblemUnits(probe, "dx", probe.scale.dx);
    return { ...toProblem(probe, "dx", isSure ? derivative : second("dx", row)), scale };
  }

  private fill(target: NumericOutputs, s: number, wanted: Wanted, row: number, isDoubted: Doubt): void {
    const { from, to, perC } = itemAt(this.column.sets, s);
    const probe = this.probe(s).ofOutputs;
    const value = target.value.subarray(from, to);
    const uncertainty = target.uncertainty.subarray(from, to);
    value.fill(NaN);
    uncertainty.fill(Infinity);
    if (!probe.finite) return;
    const { xhat, largestXhat } = this.column;
    const sizes: OutputSizes = { xhat: xhat.subarray(from, to), largest: numberAt(largestXhat, s), perC };
    const unit = wanted === "dx" ? probe.unit : 1; // its inverse may leave the range of doubles
    const look = (precision: Precision): void => {
      const derivatives = outputDerivatives(probe, wanted, row, sizes, precision);
      value.set(derivatives.value.map((each) => each / unit));
      uncertainty.set(derivatives.uncertainty.map((each) => each / unit));
    };
    look(this.precision);
    const doubted = (_: number, i: number): boolean =>
      isDoubted(from + i, numberAt(value, i), numberAt(uncertainty, i));
    if (this.precision === "standard" && value.some(doubted)) look("exact");
  }

  private probe(s: number): { readonly ofLoss: SetProbe; readonly ofOutputs: SetProbe } {
    const known = this.probes.get(s);
    if (known) return known;
    const { problem, cache } = this.column;
    const ofLoss = createProbe(problem, cache, 0, s);
    const made = { ofLoss, ofOutputs: probeOfOutputs(ofLoss, problem) };
    this.probes.set(s, made);
    return made;
  }
}

type Doubt = (i: number, value: number, uncertainty: number) => boolean;

function timesUnit({ value, uncertainty, step }: NumericDerivative, unit: number): NumericDerivative {
  return { value: value * unit, uncertainty: uncertainty * unit, step };
}

/** An analytic number held against its numeric derivative. `size`: how large the terms get that it is made of. */
export function judged(
  analytic: number,
  derivative: Omit<NumericDerivative, "step">,
  size: number,
  precision: Precision,
): { readonly verdict: Verdict; readonly error: number } {
  if (Number.isNaN(analytic) || Number.isNaN(size)) return { verdict: "doubtful", error: NaN };
  const comparand = toComparand(analytic, { ...derivative, step: NaN }, size);
  const { judgement, error } = judge(comparand, STRICTNESS[precision]);
  return { verdict: judgement === "agrees" ? "correct" : judgement, error };
}

/** Relative error of an analytic number as `judged` has it, for inner loops; what does not agree is judged there. */
export function quickError(analytic: number, numeric: number, size: number): number {
  const floor = STRICTNESS.standard.floor * size;
  return Math.abs(analytic - numeric) / Math.max(Math.abs(analytic), Math.abs(numeric), floor, 2 ** -1022);
}
export const AGREEING_ERROR = STRICTNESS.standard.tolerance;

/** The verdict over several: the worst of them. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("wrong")) return "wrong";
  return verdicts.includes("doubtful") ? "doubtful" : "correct";
}
