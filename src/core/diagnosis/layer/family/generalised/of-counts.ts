import { isCentred } from "../../../../normalization-layer";
import type { Problem } from "../../../../problem";
import { DX_OF_U, dxOf, dxTimes } from "../formulas";
import { known } from "../known";
import { hasOthers, type LayerMistake } from "../layer-mistake";

const isBiased = (problem: Problem): boolean => hasOthers(problem) && problem.variance === "biased";
const isUnbiased = (problem: Problem): boolean => hasOthers(problem) && problem.variance === "unbiased";

/** What the sums of a set are divided by. N is what the set has: M elements. */
export const ofCounts: readonly LayerMistake[] = [
  known("inverse-n-missing-mean", {
    written: "ubar = sum(u)",
    correct: DX_OF_U,
    applies: (problem) => isCentred(problem) && hasOthers(problem),
    dx: () => [(set) => dxOf(set, { mean: set.ubar * set.M })],
  }),
  known("inverse-n-missing-variance", {
    written: "c = sum(u * xhat)",
    correct: DX_OF_U,
    applies: hasOthers,
    dx: () => [(set) => dxOf(set, { c: set.c * set.degrees })],
  }),
  known("inverse-n-missing-both", {
    written: "ubar = sum(u),  c = sum(u * xhat)",
    correct: DX_OF_U,
    applies: (problem) => isCentred(problem) && hasOthers(problem),
    dx: () => [(set) => dxOf(set, { mean: set.ubar * set.M, c: set.c * set.degrees })],
  }),
  known("n-minus-1-both", {
    written: "ubar = sum(u) / (M - 1),  c = sum(u * xhat) / (M - 1)",
    correct: DX_OF_U,
    applies: (problem) => isCentred(problem) && isBiased(problem),
    dx: () => [
      (set) => {
        const factor = set.M / (set.M - 1);
        return dxOf(set, { mean: set.ubar * factor, c: set.c * factor });
      },
    ],
  }),
  known("n-minus-1-variance-path", {
    written: "c = sum(u * xhat) / (M - 1)",
    correct: DX_OF_U,
    applies: isBiased,
    dx: () => [(set) => dxOf(set, { c: (set.c * set.M) / (set.M - 1) })],
  }),
  known("n-for-n-minus-1", {
    written: "c = sum(u * xhat) / M",
    correct: "c = sum(u * xhat) / (M - 1)",
    applies: isUnbiased,
    dx: () => [(set) => dxOf(set, { c: (set.c * set.degrees) / set.M })],
  }),
  known("factor-2-missing", {
    written: "dx = r * (u - ubar - xhat * c / 2)",
    correct: DX_OF_U,
    applies: () => true,
    dx: () => [(set) => dxOf(set, { c: set.c / 2 })],
  }),
  known("factor-half-missing", {
    written: "dx = r * (u - ubar - 2 * xhat * c)",
    correct: DX_OF_U,
    applies: () => true,
    dx: () => [(set) => dxOf(set, { c: set.c * 2 })],
  }),
  known("divided-by-n-again", {
    written: "dx = r * (u - ubar - xhat * c) / M",
    correct: DX_OF_U,
    applies: hasOthers,
    dx: () => [(set) => dxTimes(set, 1 / set.M)],
  }),
];
