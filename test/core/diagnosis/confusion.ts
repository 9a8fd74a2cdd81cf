import { batchnormGradients } from "../../../src/core/batchnorm";
import { compareCandidate, mistakesOf, type Mistake } from "../../../src/core/diagnosis";
import type { Candidate, Problem } from "../../../src/core/problem";
import type { Dtype, Tensor } from "../../../src/core/tensor";
import { roundTo } from "../../../src/core/ulp";
import { byHand, WRONG } from "./handwritten";
import { randomProblem, tiedProblem, type ProblemOptions } from "./problems";

/** Seeded problems for each mistake. */
export const PROBLEMS = 50;

/** A problem in which a mistake can be made. */
export function problemFor(mistake: Mistake, seed: number): Problem {
  if (mistake.id === "relu-mask-ties") return tiedProblem(seed);
  const options: ProblemOptions =
    mistake.id === "batch-statistics"
      ? { evaluation: true }
      : mistake.id === "running-statistics"
        ? { running: true }
        : mistake.id.startsWith("relu-") || mistake.id === "dbeta-unmasked"
          ? { relu: true }
          : {};
  return randomProblem(seed, options);
}

/** The candidate as another dtype holds it. */
export function heldAs(candidate: Required<Candidate>, dtype: Dtype): Required<Candidate> {
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

/** Every form of a mistake, made by hand, on PROBLEMS seeded problems, and held in a dtype. */
export function trialsOf(mistake: Mistake, dtype: Dtype = "float64"): Trial[] {
  const trials: Trial[] = [];
  for (let seed = 1, tried = 0; tried < PROBLEMS; seed++) {
    const problem = problemFor(mistake, seed);
    if (!mistakesOf(problem).includes(mistake)) continue;
    tried++;
    const gradients = batchnormGradients(problem, "exact");
    WRONG[mistake.id].forEach((_, form) => {
      const { verdict, diagnoses } = compareCandidate(
        problem,
        gradients,
        heldAs(byHand(problem, mistake.id, form), dtype),
      );
      const named = diagnoses.length > 0 ? diagnoses[0].id : "none";
      trials.push({ planted: mistake.id, form, seed, shape: problem.layout.shape, verdict, named });
    });
  }
  return trials;
}
