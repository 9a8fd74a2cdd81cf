import type { Gradients } from "../../core/batchnorm/gradients";
import type { Result } from "../../core/fault";
import type { Problem } from "../../core/problem";
import type { Tensor, Values } from "../../core/tensor";
import { rstdBySets } from "../../core/kept/kept";
import { writeNpz } from "../../input/write-npz";
import { xhatNumbers } from "../../views/pictures/xhat";

/**
 * Everything of a problem as NumPy's archive: what it was made of, what forward and backward give, and the candidate's
 * gradients. Read back as a problem it is the same one; without a candidate the exact gradients stand as one.
 */
export function allTensors(problem: Problem, gradients: Gradients): Result<Uint8Array> {
  const { layout, running, mask, split, candidate, kept } = problem;
  const { shape } = layout;
  const like = (values: Values): Tensor => ({
    shape,
    values,
    dtype: values instanceof Float64Array ? "float64" : "float32",
  });
  const vector = (values: Float64Array): Tensor => ({ shape: [values.length], values, dtype: "float64" });
  const number = (value: number): Tensor => ({ shape: [], values: Float64Array.of(value), dtype: "float64" });
  const xhat = new Float64Array(layout.rows * layout.channels);
  const made = xhatNumbers(problem, gradients.normaliser);
  if ("fill" in made) made.fill?.(0, xhat);
  // Two of x, xhat and x - mu would be one too many to read it back.
  const ofX = kept && { shape, values: kept.values, dtype: problem.dtype };
  const sets = problem.sets.length > 1 ? [problem.sets.length] : [];
  const rstd = kept?.rstd === "given" && {
    shape: [...sets, layout.channels],
    values: rstdBySets(problem, kept),
    dtype: "float64" as const,
  };
  return writeNpz({
    ...(ofX && kept.what === "xmu" && { xmu: ofX }),
    ...(!ofX && { x: { shape, values: problem.x, dtype: problem.dtype } }),
    ...(rstd && { rstd }),
    gamma: vector(problem.gamma),
    beta: vector(problem.beta),
    dout: like(problem.dout),
    eps: number(problem.eps),
    axis: number(layout.axis),
    ...(running && !rstd && { running_mean: vector(running.mean), running_var: vector(running.variance) }),
    ...(mask && { mask: vector(Float64Array.from(mask)) }),
    ...(split.length > 0 && { split: vector(Float64Array.from(split)) }),
    xhat: ofX && kept.what === "xhat" ? ofX : like(xhat),
    out: like(gradients.out),
    dx: like(gradients.dx),
    dgamma: vector(gradients.dgamma),
    dbeta: vector(gradients.dbeta),
    ...(candidate?.dx && { candidate_dx: candidate.dx }),
    ...(candidate?.dgamma && { candidate_dgamma: candidate.dgamma }),
    ...(candidate?.dbeta && { candidate_dbeta: candidate.dbeta }),
  });
}
