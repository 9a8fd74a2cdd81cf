import { failure, success, type Result } from "./fault";
import { itemAt } from "./item-at";

/**
 * How running statistics follow the batch's. The same word "momentum" means opposite things:
 *
 * | convention | new running value | variance that goes in |
 * |---|---|---|
 * | pytorch | (1 - momentum) running + momentum batch | unbiased, divided by N - 1 |
 * | keras | momentum running + (1 - momentum) batch | population, divided by N |
 * | onnx | momentum running + (1 - momentum) batch | population, divided by N |
 *
 * Only tests use this: a step of the formulas that the product, which never trains, does not need, held against PyTorch.
 * TensorFlow's fused operator gives Keras the unbiased variance on some of its paths; "keras" is what its layer documents.
 */
type RunningConvention = "pytorch" | "keras" | "onnx";

interface RunningStatistics {
  readonly mean: Float64Array; // (D)
  readonly variance: Float64Array; // (D)
}

/** Share of the batch in the new value, and whether its variance is divided by N - 1. */
const CONVENTIONS: Readonly<Record<RunningConvention, { weight: (momentum: number) => number; unbiased: boolean }>> = {
  pytorch: { weight: (momentum) => momentum, unbiased: true },
  keras: { weight: (momentum) => 1 - momentum, unbiased: false },
  onnx: { weight: (momentum) => 1 - momentum, unbiased: false },
};

/**
 * Running statistics after one more batch of N rows. `batch` holds mean and BIASED variance, as Gradients has them.
 * Fault "one-row" when the convention wants N - 1 and there is one row only.
 */
export function updateRunning(
  running: RunningStatistics,
  batch: RunningStatistics & { readonly rows: number },
  momentum: number,
  convention: RunningConvention,
): Result<RunningStatistics> {
  const { weight, unbiased } = CONVENTIONS[convention];
  const N = batch.rows;
  if (unbiased && N < 2) {
    return failure(
      "one-row",
      `The ${convention} convention divides the variance by N - 1: expected at least 2 rows, got ${N}.`,
    );
  }
  const share = weight(momentum);
  const correction = unbiased ? N / (N - 1) : 1;
  const mix = (old: number, now: number): number => (1 - share) * old + share * now;
  return success({
    mean: running.mean.map((old, k) => mix(old, itemAt(batch.mean, k))),
    variance: running.variance.map((old, k) => mix(old, itemAt(batch.variance, k) * correction)),
  });
}
