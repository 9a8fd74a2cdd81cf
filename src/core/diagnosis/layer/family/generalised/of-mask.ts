import { numberAt } from "../../../../item-at";
import type { Problem } from "../../../../problem";
import { DX_OF_U, dxOf, dxUnder, times } from "../formulas";
import { known } from "../known";
import type { LayerMistake } from "../layer-mistake";
import { sumOf, sumOfProducts, type LayerSets, type SetView } from "../layer-sets";

const withMask = ({ setMask }: Problem): boolean => setMask?.rows.includes(0) ?? false;

/** The sums of the affine part over the elements that the mask keeps. */
const overMembers = (s: LayerSets, of: (set: SetView, i: number) => number): Float64Array =>
  s.overEntries((set, i) => numberAt(set.member, i) * numberAt(set.g, i) * of(set, i));
const affine: Pick<LayerMistake, "dgamma" | "dbeta"> = {
  dgamma: (s) => [overMembers(s, ({ xhat }, i) => numberAt(xhat, i))],
  dbeta: (s) => [overMembers(s, () => 1)],
};

/** A mask of elements that make no statistics, in the backward pass. */
export const ofMask: readonly LayerMistake[] = [
  known("mask-count", {
    written: "dx = r * (u - m * sum(u) / N - m * xhat * sum(u * xhat) / N),  N all elements",
    correct: DX_OF_U,
    applies: withMask,
    dx: ({ problem: { variance } }) => {
      const isUnbiased = variance === "unbiased";
      const ofAll = (set: SetView): { mean: number; c: number } => {
        const N = set.x.length;
        return { mean: (set.ubar * set.M) / N, c: (set.c * set.degrees) / (isUnbiased ? N - 1 : N) };
      };
      return [
        (set) => dxOf(set, ofAll(set)),
        (set) => dxOf(set, { mean: ofAll(set).mean }),
        (set) => dxOf(set, { c: ofAll(set).c }),
      ];
    },
  }),
  known("mask-off-paths", {
    written: "dx = r * (u - ubar - xhat * c)",
    correct: DX_OF_U,
    applies: withMask,
    dx: () => [(set) => dxOf(set, { member: 1 })],
  }),
  known("mask-on-sums", {
    written: "ubar = sum(m * u) / M,  c = sum(m * u * xhat) / M",
    correct: DX_OF_U,
    applies: withMask,
    dx: () => [
      (set) => {
        const u = times(set.member, set.u);
        return dxOf(set, { mean: sumOf(u) / set.M, c: set.perC * sumOfProducts(u, set.xhat) });
      },
    ],
    ...affine,
  }),
  known("mask-on-dout", {
    written: "u = gamma * m * dout",
    correct: DX_OF_U,
    applies: withMask,
    // In all of the backward, or in dx once it is made.
    dx: () => [
      (set) => dxUnder(set, times(set.member, set.u)),
      (set) => dxOf(set, {}).map((value, i) => numberAt(set.member, i) * value),
    ],
    ...affine,
  }),
];
