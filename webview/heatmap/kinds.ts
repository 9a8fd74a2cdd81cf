import type { TensorName } from "../../src/protocol";

/** What kind of numbers a tensor holds: it decides family and scale of its colours. */
export type Kind = "value" | "gradient" | "magnitude" | "error";

/** All others are gradients. */
const KINDS: Readonly<Partial<Record<TensorName, Kind>>> = {
  x: "value",
  xhat: "value",
  out: "value",
  gamma: "value",
  beta: "value",
  mean: "value",
  variance: "magnitude",
  error: "error",
  relative: "error",
  dgammaError: "error",
  dbetaError: "error",
};

export function kindOf(tensor: TensorName): Kind {
  return KINDS[tensor] ?? "gradient";
}
