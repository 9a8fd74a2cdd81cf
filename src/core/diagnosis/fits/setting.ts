import type { Result } from "../../fault";
import { itemAt, numberAt } from "../../item-at";
import { createProblem, type Problem, type ProblemInput } from "../../problem";
import type { Dtype, Tensor, Values } from "../../tensor";

/** Keys that a setting shares with a problem file. */
type Stated = "variance" | "epsPlacement" | "activation" | "slope" | "mode" | "axis" | "split" | "eps";

/**
 * What a candidate may have been made with instead of what the problem says, in the keys of a problem file. Each is a
 * convention or a number that some library or course has, right in itself.
 */
export interface Setting extends Partial<Pick<ProblemInput, Stated>> {
  readonly mask?: Uint8Array; // (N) rows that make the statistics
  readonly gamma?: Float64Array; // (D)
  readonly beta?: Float64Array; // (D)
  readonly dout?: Values; // (N,D) in the layout of x
  /** What dgamma is multiplied by on its way to the given gamma: its sign, where |gamma| stands in the layer. */
  readonly dgammaSigns?: Float64Array; // (D)
}

/** Keys under which x is normalised in another way: what was kept of it is not what was kept then. */
const NORMALISING = ["variance", "epsPlacement", "mode", "axis", "split", "eps", "mask"] as const;

/** Whether a problem can have a setting: no unbiased variance of a single row, no mask in evaluation. */
export function canHave(problem: Problem, setting: Setting): boolean {
  return tryWith(problem, setting).ok;
}

/** The problem under a setting that it can have. What its source has stated stays stated. */
export function problemWith(problem: Problem, setting: Setting): Problem {
  const made = tryWith(problem, setting);
  if (!made.ok) throw new Error(`expected a setting that the problem can have: ${made.fault.text}`);
  const { stated, asOneNumber, readAtStop, doutSeed, candidate, parts } = problem;
  const isAsKept = NORMALISING.every((key) => setting[key] === undefined);
  const kept = isAsKept ? problem.kept : undefined;
  return { ...made.value, kept, stated, asOneNumber, readAtStop, doutSeed, candidate, parts };
}

function tryWith(problem: Problem, setting: Setting): Result<Problem> {
  const { layout, x, dtype, eps, running, activation, slope, variance, epsPlacement } = problem;
  const { gamma, beta, dout, mask, axis = layout.axis, mode = problem.mode, ...stated } = setting;
  const channels = itemAt(layout.shape, axis);
  const tensor = (values: Values, shape: readonly number[], as: Dtype = "float64"): Tensor => ({
    shape,
    values,
    dtype: as,
  });
  // On another axis there are as many columns, or all have the same number.
  const vector = (values: Float64Array): Tensor | number =>
    values.length === channels ? tensor(values, [channels]) : numberAt(values, 0);
  const rows = (values: Uint8Array): Tensor => tensor(Float64Array.from(values), [values.length]);
  const isRunning = running?.mean.length === channels;
  const training = mode === "train";
  return createProblem({
    x: tensor(x, layout.shape, dtype),
    dout: tensor(dout ?? problem.dout, layout.shape),
    gamma: gamma ? tensor(gamma, [gamma.length]) : vector(problem.gamma),
    beta: beta ? tensor(beta, [beta.length]) : vector(problem.beta),
    ...(isRunning && {
      runningMean: tensor(running.mean, [channels]),
      runningVar: tensor(running.variance, [channels]),
    }),
    ...{ axis, mode, eps, variance, epsPlacement, activation, slope },
    ...(training && problem.mask && { mask: rows(problem.mask) }),
    ...(training && problem.split.length > 0 && { split: problem.split }),
    ...(mask && { mask: rows(mask) }),
    ...stated,
  });
}
