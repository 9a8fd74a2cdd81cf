import { barOf, DX_OF_U, dxOf, dxUnder, pathOf, times } from "../formulas";
import { known } from "../known";
import { ofAll, type LayerMistake } from "../layer-mistake";

/** gamma where it does not belong, or not where it does. */
export const ofGamma: readonly LayerMistake[] = [
  known("gamma-omitted", {
    written: "dx = r * (dout - mean(dout) - xhat * mean(dout * xhat))",
    correct: DX_OF_U,
    applies: ofAll,
    hiddenBy: ["gamma is 1"],
    dx: () => [(set) => dxUnder(set, set.g)],
  }),
  known("gamma-twice", {
    written: "u = gamma * gamma * dout",
    correct: DX_OF_U,
    applies: ofAll,
    hiddenBy: ["gamma is 1"],
    dx: () => [(set) => dxUnder(set, times(set.gamma, set.u))],
  }),
  known("gamma-missing-direct", {
    written: "dx = r * (dout - ubar - xhat * c)",
    correct: DX_OF_U,
    applies: ofAll,
    hiddenBy: ["gamma is 1"],
    dx: () => [(set) => dxOf(set, { direct: set.g })],
  }),
  known("gamma-twice-variance", {
    written: "dx = r * (u - ubar - xhat * mean(gamma * u * xhat))",
    correct: DX_OF_U,
    applies: ofAll,
    hiddenBy: ["gamma is 1"],
    dx: () => [(set) => dxOf(set, { c: pathOf(set, times(set.gamma, set.u)) })],
  }),
  known("dout-ignored", {
    sentence: "dout is not multiplied: the backward pass starts from ones, as if the loss were sum(out).",
    written: "u = gamma",
    correct: DX_OF_U,
    applies: ofAll,
    dx: () => [(set) => dxOf(set, { direct: set.gamma, mean: barOf(set, set.gamma), c: pathOf(set, set.gamma) })],
    dgamma: (s) => [s.overEntries(({ xhat }, i) => xhat[i] ?? NaN)],
    dbeta: (s) => [s.overEntries(() => 1)],
  }),
];
