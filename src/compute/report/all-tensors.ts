import type { Gradients } from "../../core/batchnorm/gradients";
import type { Result } from "../../core/fault";
import { affineShapeOf } from "../../core/layout";
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
  const { layout, running, setMask, split, candidate, kept, gammaOffset } = problem;
  const mask = problem.mask ?? setMask?.rows;
  const { shape } = layout;
  const like = (values: Values): Tensor => ({
    shape,
    values,
    dtype: values instanceof Float64Array ? "float64" : "float32",
  });
  const vector = (values: Float64Array): Tensor => ({ shape: [values.length], values, dtype: "float64" });
  const affine = (values: Float64Array): Tensor => ({ shape: affineShapeOf(layout), values, dtype: "float64" });
  const number = (value: number): Tensor => ({ shape: [], values: Float64Array.of(value), dtype: "float64" });
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
    gamma: affine(gammaOffset === 1 ? problem.gamma.map((value) => value - 1) : problem.gamma),
    beta: affine(problem.beta),
    dout: like(problem.dout),
    eps: number(problem.eps),
    ...wordsOf(problem),
    ...(running && !rstd && { running_mean: vector(running.mean), running_var: vector(running.variance) }),
    ...(mask && { mask: vector(Float64Array.from(mask)) }),
    ...(split.length > 0 && { split: vector(Float64Array.from(split)) }),
    xhat: ofX && kept.what === "xhat" ? ofX : like(xhatOf(problem, gradients)),
    out: like(gradients.out),
    dx: like(gradients.dx),
    dgamma: affine(gradients.dgamma),
    dbeta: affine(gradients.dbeta),
    ...(candidate?.dx && { candidate_dx: candidate.dx }),
    ...(candidate?.dgamma && { candidate_dgamma: candidate.dgamma }),
    ...(candidate?.dbeta && { candidate_dbeta: candidate.dbeta }),
  });
}

/** xhat (N,D) in the layout of x. */
function xhatOf(problem: Problem, { normaliser }: Gradients): Float64Array {
  const { rows, channels } = problem.layout;
  const xhat = new Float64Array(rows * channels);
  const made = xhatNumbers(problem, normaliser);
  if ("fill" in made && made.fill) made.fill(0, xhat);
  else if ("at" in made) for (let offset = 0; offset < xhat.length; offset++) xhat[offset] = made.at(offset);
  return xhat;
}

/** Which layer it is, and its conventions where they are not the usual ones. */
function wordsOf(problem: Problem): Readonly<Record<string, Tensor | string>> {
  const { norm, mode, variance, epsPlacement, activation, slope, layout, groups, normalizedAxes, gammaOffset } =
    problem;
  const numbers = (shape: readonly number[], values: readonly number[]): Tensor => ({
    shape,
    values: Float64Array.from(values),
    dtype: "float64",
  });
  const isByAxes = normalizedAxes.length > 0;
  return {
    ...(norm !== "batch" && { norm }),
    ...(isByAxes ? { axes: numbers([normalizedAxes.length], normalizedAxes) } : { axis: numbers([], [layout.axis]) }),
    ...(norm === "group" && { groups: numbers([], [groups]) }),
    ...(gammaOffset === 1 && { gamma_offset: numbers([], [1]) }),
    ...(mode === "eval" && { mode }),
    ...(variance === "unbiased" && { variance }),
    ...(epsPlacement === "outside" && { eps_placement: epsPlacement }),
    ...(activation !== "none" && { activation }),
    ...(activation === "leaky-relu" && { slope: numbers([], [slope]) }),
  };
}
