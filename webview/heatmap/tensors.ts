import type { TensorName } from "../../src/protocol";

/** How a tensor is called. */
interface Entry {
  readonly label: string; // short, for a head or an edge
  readonly title: string; // one phrase
}

const TENSORS: Readonly<Record<TensorName, Entry>> = {
  x: { label: "x", title: "input" },
  xhat: { label: "x̂", title: "normalised input" },
  out: { label: "out", title: "γ x̂ + β" },
  dout: { label: "dout", title: "upstream gradient" },
  dx: { label: "dx", title: "gradient of the loss by x" },
  error: { label: "error", title: "relative error against the numeric derivative" },
  candidate: { label: "candidate", title: "dx under test" },
  difference: { label: "difference", title: "candidate − dx" },
  relative: { label: "relative", title: "relative error of the candidate" },
  change: { label: "change", title: "x since the stop before" },
  gamma: { label: "γ", title: "scale" },
  beta: { label: "β", title: "shift" },
  mean: { label: "μ", title: "column mean" },
  variance: { label: "v", title: "column variance" },
  dgamma: { label: "dγ", title: "gradient by gamma" },
  dbeta: { label: "dβ", title: "gradient by beta" },
  dgammaError: { label: "err dγ", title: "relative error of dgamma" },
  dbetaError: { label: "err dβ", title: "relative error of dbeta" },
  candidateDgamma: { label: "cand dγ", title: "dgamma under test" },
  candidateDbeta: { label: "cand dβ", title: "dbeta under test" },
};

export function labelOf(tensor: TensorName): string {
  return TENSORS[tensor].label;
}
export function titleOf(tensor: TensorName): string {
  return TENSORS[tensor].title;
}
