/**
 * Mean, standard deviation, skewness and excess kurtosis of numbers: the population's, divided by N. A Gaussian has 0 of
 * the last two.
 */
import { CompensatedSum } from "../arithmetic/compensated-sum";
import { batchStatistics } from "../batchnorm/statistics";

export interface Moments {
  readonly mean: number;
  readonly sd: number;
  readonly skewness: number; // mean(z^3) of z = (x - mean) / sd; NaN where sd is 0
  readonly kurtosis: number; // mean(z^4) - 3, likewise
}

const PLAIN = { norm: "batch", eps: 0, variance: "biased", epsPlacement: "inside" } as const;

/** Moments of at least one number; NaN throughout where one of them is not finite. */
export function momentsOf(values: Float64Array): Moments {
  const { unit, m, delta, s } = batchStatistics(values, PLAIN);
  const cubes = new CompensatedSum();
  const fourths = new CompensatedSum();
  for (const value of values) {
    const z = (value / unit - m - delta.hi) / s.hi;
    cubes.add(z * z * z); // a power would be another number in another engine
    fourths.add(z * z * z * z);
  }
  const N = values.length;
  return {
    mean: (m + delta.hi) * unit,
    sd: s.hi * unit,
    skewness: cubes.total / N,
    kurtosis: fourths.total / N - 3,
  };
}
