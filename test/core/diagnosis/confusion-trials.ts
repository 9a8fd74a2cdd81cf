import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { compareCandidate, mistakesOf, type Mistake } from "../../../src/core/diagnosis";
import type { Candidate } from "../../../src/core/problem";
import type { Dtype, Tensor } from "../../../src/core/tensor";
import { roundTo } from "../../../src/core/ulp";
import { madeByHand } from "./made-by-hand";
import { problemFor } from "./seeded-problems";

/** Seeded problems for each mistake, and of these the first ones for each dtype that its gradient is rounded to. */
export const PROBLEMS = 50;
export const ROUNDED_PROBLEMS = 20;

/** The candidate as another dtype holds it. */
export function asDtype(candidate: Required<Candidate>, dtype: Dtype): Required<Candidate> {
  if (dtype === "float64") return candidate;
  const round = ({ shape, values }: Tensor): Tensor => ({
    shape,
    values: Float32Array.from(values, (value) => roundTo(value, dtype)),
    dtype,
  });
  return { dx: round(candidate.dx), dgamma: round(candidate.dgamma), dbeta: round(candidate.dbeta) };
}

export interface Trial {
  readonly planted: string;
  readonly form: number;
  readonly seed: number;
  readonly shape: readonly number[];
  readonly verdict: string;
  readonly named: string; // the first diagnosis, or "none"
}

/** Every form of a mistake's example on that many seeded problems, held in a dtype. */
export function trialsOf(mistake: Mistake, dtype: Dtype = "float64"): Trial[] {
  const trials: Trial[] = [];
  const problems = dtype === "float64" ? PROBLEMS : ROUNDED_PROBLEMS;
  for (let seed = 1, tried = 0; tried < problems; seed++) {
    const problem = problemFor(mistake, seed);
    if (!mistakesOf(problem).includes(mistake)) continue;
    tried++;
    const gradients = batchnormGradients(problem, "exact");
    mistake.example.backward.forEach((_, form) => {
      const candidate = asDtype(madeByHand(problem, mistake, form), dtype);
      const { verdict, diagnoses } = compareCandidate(problem, gradients, candidate);
      const named = diagnoses[0]?.id ?? "none";
      trials.push({ planted: mistake.id, form, seed, shape: problem.layout.shape, verdict, named });
    });
  }
  return trials;
}
