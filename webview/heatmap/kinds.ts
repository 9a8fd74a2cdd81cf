import type { TensorName } from "../../src/protocol";

/** What kind of numbers a tensor holds: it decides family and scale of its colours. */
export type Kind = "value" | "gradient" | "magnitude" | "error";

const KINDS: Readonly<Record<TensorName, Kind>> = {
  x: "value",
  xhat: "value",
  out: "value",
  dout: "gradient",
  dx: "gradient",
  error: "error",
  candidate: "gradient",
  difference: "gradient",
  relative: "error",
  change: "gradient",
  gamma: "value",
  beta: "value",
  mean: "value",
  variance: "magnitude",
  dgamma: "gradient",
  dbeta: "gradient",
  dgammaError: "error",
  dbetaError: "error",
  candidateDgamma: "gradient",
  candidateDbeta: "gradient",
};

export function kindOf(tensor: TensorName): Kind {
  return KINDS[tensor];
}
