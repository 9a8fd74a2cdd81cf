import { isCentred } from "../../../../normalization-layer";
import { withEpsInside } from "../../../catalogue/contract/mistake";
import { DX_OF_U, dxOf, pathOf } from "../formulas";
import { known } from "../known";
import { ofAll, type LayerMistake } from "../layer-mistake";

/** The right formula with the wrong tensor in it. */
export const ofOperands: readonly LayerMistake[] = [
  known("dv-dmu-uses-x", {
    written: "dmu = -r * sum(u) - dv * 2 * sum(x) / M",
    correct: DX_OF_U,
    applies: (problem) => isCentred(problem) && withEpsInside(problem),
    hiddenBy: ["x has mean 0"],
    dx: () => [(set) => dxOf(set, { mean: set.ubar - set.c * set.mu * set.r })],
  }),
  known("dv-dx-uses-x", {
    written: "dx = u * r + dv * 2 * x / M + dmu / M",
    correct: DX_OF_U,
    applies: isCentred,
    hiddenBy: ["x has mean 0"],
    dx: () => [(set) => dxOf(set, { mean: set.ubar + set.c * set.mu * set.r })],
  }),
  known("dv-sum-uses-x", {
    written: "dv = sum(u * x) * (-1/2) * (v + eps)^(-3/2)",
    correct: DX_OF_U,
    applies: isCentred,
    hiddenBy: ["x has mean 0"],
    dx: () => [(set) => dxOf(set, { c: pathOf(set, set.u, set.x) * set.r })],
  }),
  known("out-for-xhat", {
    written: "dx = r * (u - ubar - out * mean(u * out))",
    correct: DX_OF_U,
    applies: ofAll,
    hiddenBy: ["gamma is 1", "beta is 0"],
    dx: () => [
      (set) => dxOf(set, { xhat: set.y, c: pathOf(set, set.u, set.y) }),
      (set) => dxOf(set, { xhat: set.y }),
      (set) => dxOf(set, { c: pathOf(set, set.u, set.y) }),
    ],
  }),
  known("xhat-for-centred-twice", {
    written: "dv = sum(u * xhat) * (-1/2) * (v + eps)^(-3/2),  dx = ... + dv * 2 * xhat / M",
    correct: DX_OF_U,
    applies: withEpsInside,
    dx: () => [(set) => dxOf(set, { c: set.c * set.r ** 2 })],
  }),
];
