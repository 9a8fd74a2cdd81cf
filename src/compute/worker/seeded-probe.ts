import { separatingLayerProbe, separatingProbe } from "../../core/diagnosis";
import { affineShapeOf } from "../../core/layout";
import { success, type Result } from "../../core/fault";
import { createProblem, type ProblemInput } from "../../core/problem";
import type { Tensor } from "../../core/tensor";
import type { Probe } from "../settings/settle";

/** The probe of a seed for this input; null where no probe is wanted. */
export function probeFor(input: ProblemInput, seed: number | null): Result<Probe | null> {
  if (seed === null) return success(null);
  const plain = createProblem(input);
  if (!plain.ok) return plain;
  const separating = plain.value.norm === "batch" ? separatingProbe : separatingLayerProbe;
  const { gamma, beta, dout, eps, x } = separating(plain.value, seed);
  const { layout } = plain.value;
  const { shape } = layout;
  const matrix = (values: Float64Array): Tensor => ({ shape, values, dtype: "float64" });
  const vector = (values: Float64Array): Tensor => ({ shape: affineShapeOf(layout), values, dtype: "float64" });
  return success({ gamma: vector(gamma), beta: vector(beta), dout: matrix(dout), eps, ...(x && { x: matrix(x) }) });
}
