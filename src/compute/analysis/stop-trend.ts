import { worstFirst } from "../../core/worst-first";
import { toNumeric } from "../../protocol/json-number";
import type { StopTrend } from "../../protocol/provenance";
import type { Analysis } from "./analysis";

/** What of an analysis can be followed from stop to stop. */
export function stopTrend({ gradients, comparison }: Pick<Analysis, "gradients" | "comparison">): StopTrend {
  const { dgamma, dx } = gradients;
  const errors = Object.values(comparison?.tensors ?? {}).map(({ maxRelativeError }) => maxRelativeError);
  const [worst] = errors.sort(worstFirst);
  const dead = dx.reduce((count, value) => count + Number(value === 0), 0);
  return {
    dgamma: toNumeric(normOf(dgamma)),
    error: worst === undefined ? null : toNumeric(worst),
    dead: dead / dx.length,
  };
}

/** Euclidean norm, in a unit of the largest magnitude: squares stay in range. */
function normOf(values: Float64Array): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0); // NaN, where there is one
  if (!(largest > 0 && largest < Infinity)) return largest;
  return largest * Math.sqrt(values.reduce((sum, value) => sum + (value / largest) ** 2, 0));
}
