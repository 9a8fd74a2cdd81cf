import type { Problem } from "../../problem";
import type { Statistics } from "../formula/column-statistics";
import type { GivenPrecision } from "./given-precision";
import { halfUnit, type Digits } from "../../printed-digits";

/** Statistics with one of the running ones half a unit of its last printed digit lower, and higher. */
export type Nearby = readonly [Statistics, Statistics];

/**
 * In training the right gradient does not know the running statistics, and what they lost in print is none of its
 * rounding. A mistake that takes them makes as much of those nearby.
 */
export function runningNearby(s: Statistics, { inputs }: GivenPrecision): readonly Nearby[] {
  const { running } = s.problem;
  if (!running || !s.training || inputs?.shared !== true) return [];
  const { mean, variance } = running;
  const moved = (values: Float64Array, digits: Digits, sign: number): Float64Array =>
    values.map((value) => value + sign * halfUnit(digits, value));
  const sides = (digits: Digits | undefined, of: (digits: Digits, sign: number) => Problem["running"]): Nearby[] =>
    digits ? [[withRunning(s, of(digits, -1)), withRunning(s, of(digits, 1))]] : [];
  return [
    ...sides(inputs.runningMean, (digits, sign) => ({ mean: moved(mean, digits, sign), variance })),
    ...sides(inputs.runningVar, (digits, sign) => ({
      mean,
      variance: moved(variance, digits, sign).map((value) => Math.max(0, value)),
    })),
  ];
}

function withRunning(s: Statistics, running: Problem["running"]): Statistics {
  const parts = s.parts.map(({ part, s: own }) => ({
    part: { ...part, problem: { ...part.problem, running } },
    s: withRunning(own, running),
  }));
  return { ...s, parts, problem: { ...s.problem, running } };
}
