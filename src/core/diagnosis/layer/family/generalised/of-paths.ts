import { isCentred, normalizesAxes } from "../../../../normalization-layer";
import { numberAt } from "../../../../item-at";
import { DX_OF_U, dxOf } from "../formulas";
import { known } from "../known";
import { hasOthers, type LayerMistake } from "../layer-mistake";

/** The two paths: left out, or with another sign. */
export const ofPaths: readonly LayerMistake[] = [
  known("mean-path-omitted", {
    written: "dx = r * (u - xhat * c)",
    correct: DX_OF_U,
    applies: (problem) => !normalizesAxes(problem),
    dx: () => [(set) => dxOf(set, { mean: 0 })],
  }),
  known("variance-path-omitted", {
    written: "dx = r * (u - ubar)",
    correct: DX_OF_U,
    applies: isCentred,
    dx: () => [(set) => dxOf(set, { c: 0 })],
  }),
  known("both-paths-omitted", {
    written: "dx = r * u",
    correct: DX_OF_U,
    applies: isCentred,
    dx: () => [(set) => dxOf(set, { mean: 0, c: 0 })],
  }),
  known("mean-path-sign", {
    written: "dx = r * (u + ubar - xhat * c)",
    correct: DX_OF_U,
    applies: isCentred,
    dx: () => [(set) => dxOf(set, { mean: -set.ubar })],
  }),
  known("variance-path-sign", {
    written: "dx = r * (u - ubar + xhat * c)",
    correct: DX_OF_U,
    applies: () => true,
    dx: () => [(set) => dxOf(set, { c: -set.c })],
  }),
  known("jacobian-diagonal", {
    written: "dx = r * u * (1 - 1/M - xhat^2 / M)",
    correct: DX_OF_U,
    applies: hasOthers,
    dx: () => [
      (set) => {
        const own = set.centred ? 1 / set.M : 0;
        return set.u.map((value, i) => {
          const m = numberAt(set.member, i);
          return set.r * value * (1 - m * own - m * set.perC * numberAt(set.xhat, i) ** 2);
        });
      },
    ],
  }),
];
