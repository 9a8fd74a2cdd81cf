import { NORMS, type Norm } from "../../../core/normalization-layer";
import type { NormalizationModule } from "../reader";

/** What the agent says of a normalization layer. Null where there is none, and where its answer names no layer. */
export function describeLayer(
  answer: unknown,
  expression: (value: unknown) => string | null,
): NormalizationModule | null {
  if (!isRecord(answer) || !isRecord(answer.says)) return null;
  const says = keysOf(answer.says);
  if (!says) return null;
  return {
    says,
    gamma: expression(answer.weight),
    beta: expression(answer.bias),
    runningMean: expression(answer.running_mean),
    runningVar: expression(answer.running_var),
    eps: typeof answer.eps === "number" ? answer.eps : null,
    training: typeof answer.training === "boolean" ? answer.training : null,
    gammaGrad: expression(answer.weight_grad),
    betaGrad: expression(answer.bias_grad),
  };
}

/** Only what the keys of a problem can hold. */
function keysOf({
  norm,
  axis,
  groups,
  normalizedShape,
  axes,
  gammaOffset,
}: Readonly<Record<string, unknown>>): NormalizationModule["says"] | undefined {
  if (!isNorm(norm)) return undefined;
  return {
    norm,
    ...(typeof axis === "number" && { axis }),
    ...(typeof groups === "number" && { groups }),
    ...(Array.isArray(normalizedShape) && { normalizedShape: normalizedShape.map(Number) }),
    ...(Array.isArray(axes) && { axes: axes.map(Number) }),
    ...(gammaOffset === 1 && { gammaOffset }),
    // What every one of these layers does.
    variance: "biased",
    epsPlacement: "inside",
  };
}

function isNorm(norm: unknown): norm is Norm {
  return (NORMS as readonly unknown[]).includes(norm);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
