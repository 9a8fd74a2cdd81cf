import type { PictureName, StripName, TensorName } from "../../src/protocol";

/** What kind of numbers a tensor holds: it decides family and scale of its colours. */
export type Kind = "value" | "gradient" | "magnitude" | "error";

interface Entry {
  readonly kind: Kind;
  readonly label: string; // short, for a head or an edge
  readonly title: string; // one phrase
}

const TENSORS: Readonly<Record<TensorName, Entry>> = {
  x: { kind: "value", label: "x", title: "input" },
  xhat: { kind: "value", label: "x̂", title: "normalised input" },
  out: { kind: "value", label: "out", title: "γ x̂ + β" },
  dout: { kind: "gradient", label: "dout", title: "upstream gradient" },
  dx: { kind: "gradient", label: "dx", title: "gradient of the loss by x" },
  error: { kind: "error", label: "error", title: "relative error against the numeric derivative" },
  candidate: { kind: "gradient", label: "candidate", title: "dx under test" },
  difference: { kind: "gradient", label: "difference", title: "candidate − dx" },
  relative: { kind: "error", label: "relative", title: "relative error of the candidate" },
  change: { kind: "gradient", label: "change", title: "x since the stop before" },
  gamma: { kind: "value", label: "γ", title: "scale" },
  beta: { kind: "value", label: "β", title: "shift" },
  mean: { kind: "value", label: "μ", title: "column mean" },
  variance: { kind: "magnitude", label: "v", title: "column variance" },
  dgamma: { kind: "gradient", label: "dγ", title: "gradient by gamma" },
  dbeta: { kind: "gradient", label: "dβ", title: "gradient by beta" },
  dgammaError: { kind: "error", label: "err dγ", title: "relative error of dgamma" },
  dbetaError: { kind: "error", label: "err dβ", title: "relative error of dbeta" },
  candidateDgamma: { kind: "gradient", label: "cand dγ", title: "dgamma under test" },
  candidateDbeta: { kind: "gradient", label: "cand dβ", title: "dbeta under test" },
};

/** Strips that stand under each picture: the numbers of its columns that belong to it. */
const STRIPS_OF: Readonly<Record<PictureName, readonly StripName[]>> = {
  x: ["mean", "variance"],
  xhat: ["mean", "variance"],
  out: ["gamma", "beta"],
  dout: ["dgamma", "dbeta"],
  dx: ["dgamma", "dbeta"],
  error: ["dgammaError", "dbetaError"],
  candidate: ["candidateDgamma", "candidateDbeta"],
  difference: ["dgamma", "dbeta"],
  relative: ["dgamma", "dbeta"],
  change: ["mean", "variance"],
};

export function kindOf(tensor: TensorName): Kind {
  return TENSORS[tensor].kind;
}
export function labelOf(tensor: TensorName): string {
  return TENSORS[tensor].label;
}
export function titleOf(tensor: TensorName): string {
  return TENSORS[tensor].title;
}
export function stripsOf(picture: PictureName): readonly StripName[] {
  return STRIPS_OF[picture];
}
