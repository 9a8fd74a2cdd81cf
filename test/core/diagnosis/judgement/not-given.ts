import { compareCandidate } from "../../../../src/core/diagnosis";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { DEFAULT_EPS, type Candidate, type Problem } from "../../../../src/core/problem";
import { Random } from "../../../../src/core/arithmetic/random";
import type { Comparison } from "../../../../src/core/verdict";

/** The problem of a source that does not say these: the defaults stand in for them. */
export function without(problem: Problem, ...keys: readonly ("gamma" | "beta" | "eps" | "dout" | "mode")[]): Problem {
  const { layout, x } = problem;
  const drawn = new Float64Array(x.length);
  new Random(1).fillNormal(drawn);
  return {
    ...problem,
    stated: problem.stated.filter((key) => !keys.includes(key as "gamma")),
    ...(keys.includes("gamma") && { gamma: new Float64Array(layout.channels).fill(1) }),
    ...(keys.includes("beta") && { beta: new Float64Array(layout.channels) }),
    ...(keys.includes("eps") && { eps: DEFAULT_EPS }),
    ...(keys.includes("dout") && { dout: drawn, doutSeed: 1 }),
  };
}

export function compared(problem: Problem, candidate: Candidate): Comparison {
  return compareCandidate(problem, batchnormGradients(problem, "exact"), candidate);
}

/** Tensors of a candidate, each cell changed. */
export function changed(
  candidate: Required<Candidate>,
  change: Partial<Record<keyof Candidate, (value: number, index: number) => number>>,
): Required<Candidate> {
  const of = (name: keyof Candidate): Required<Candidate>["dx"] => {
    const tensor = candidate[name];
    const f = change[name];
    return f ? { ...tensor, values: Float64Array.from(tensor.values, f) } : tensor;
  };
  return { dx: of("dx"), dgamma: of("dgamma"), dbeta: of("dbeta") };
}
