/** Who makes the numeric derivatives of a set: a first look, and a surer one for what that leaves in doubt. */
import type { Precision } from "../checker";
import type { GradientName } from "../verdict";
import { ComplexStep } from "./complex";
import { createScratch, differentiate, type NumericDerivative, type Scratch } from "./numeric";
import { PreciseDifference } from "./numeric-dd";
import { isSmooth, toProblemUnits, type SetProbe } from "./probe";

/** Derivatives of one set's loss in scaled units. */
export interface Differentiator {
  readonly first: (wanted: GradientName, row: number) => NumericDerivative;
  /** A surer one, slower. */
  readonly second: (wanted: GradientName, row: number) => NumericDerivative;
  readonly fast?: FastDerivatives; // what `first` asks for dx
}

/**
 * A faster way to the first look, set by set. Derivatives are in scaled units, as `differentiate` gives them
 * ("standard") or ComplexStep ("exact").
 */
export interface FastDerivatives {
  /** Starts a set; false where this way does not cover it. */
  begin(probe: SetProbe, precision: Precision): boolean;
  /** Goes to dx at a row, rows in order: `value` and `uncertainty` are its from then on. Alone: the next one is far. */
  seek(row: number, isAlone: boolean): void;
  readonly value: number;
  readonly uncertainty: number;
  readonly step: number; // in units of sqrt(v + eps)
  /** By the gamma or beta of its column; undefined where only the readable way has it. */
  parameter(wanted: "dgamma" | "dbeta"): NumericDerivative | undefined;
}

function fastDerivative(fast: FastDerivatives, row: number): NumericDerivative {
  fast.seek(row, true);
  const { value, uncertainty, step } = fast;
  return { value, uncertainty, step };
}

/** `ways`: faster ones, of which the first that covers the set is taken. */
export function createDifferentiator(
  probe: SetProbe,
  precision: Precision,
  ways: readonly FastDerivatives[] = [],
): Differentiator {
  const slow = createSlowDifferentiator(probe, precision);
  const fast = probe.finite ? ways.find((way) => way.begin(probe, precision)) : undefined;
  if (!fast) return slow;
  return {
    first: (wanted, row) =>
      wanted === "dx" ? fastDerivative(fast, row) : (fast.parameter(wanted) ?? slow.first(wanted, row)),
    second: slow.second,
    fast,
  };
}

function createSlowDifferentiator(probe: SetProbe, precision: Precision): Differentiator {
  const precise = new PreciseDifference(probe);
  const second = (wanted: GradientName, row: number): NumericDerivative => precise.derivative(wanted, row);
  if (precision === "standard") {
    let scratch: Scratch | undefined; // a fast way may leave nothing to do here
    const first = (wanted: GradientName, row: number): NumericDerivative =>
      differentiate(probe, wanted, row, (scratch ??= createScratch(probe.x.length)));
    return { first, second };
  }
  if (probe.activation && isSmooth(probe.activation)) return { first: second, second };
  const complex = new ComplexStep(probe);
  return { first: (wanted, row) => complex.derivative(wanted, row), second };
}

/** From the probe's scaled units to those of the problem. */
export function toProblem(probe: SetProbe, wanted: GradientName, derivative: NumericDerivative): NumericDerivative {
  return {
    value: toProblemUnits(probe, wanted, derivative.value),
    uncertainty: toProblemUnits(probe, wanted, derivative.uncertainty),
    step: derivative.step,
  };
}

/** A derivative, and how large the terms of its gradient get in the set: S of docs/gradcheck.md. */
export interface ScaledDerivative extends NumericDerivative {
  readonly scale: number;
}

/** Where a value is not finite there is nothing to compare with. */
export const INCOMPARABLE: ScaledDerivative = { value: NaN, uncertainty: Infinity, step: NaN, scale: NaN };

/** A parameter acts on all sets of its column: the derivative by it is the sum of theirs. */
export function overSets(derivatives: readonly ScaledDerivative[]): ScaledDerivative {
  return derivatives.reduce((sum, { value, uncertainty, step, scale }) => ({
    value: sum.value + value,
    uncertainty: sum.uncertainty + uncertainty + 2 ** -53 * (sum.scale + scale),
    step,
    scale: sum.scale + scale,
  }));
}
