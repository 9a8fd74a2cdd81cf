import { DX_OF_U, dxOf } from "../formulas";
import type { DxForm, LayerMistake } from "../layer-mistake";
import { hasOthers } from "../layer-mistake";
import { sumOf, sumOfProducts } from "../layer-sets";
import { lastBlocks } from "../leading";

const LOST = ["both means", "the mean of u", "the mean of u * xhat"] as const;

/** The means of the last block alone, divided by the whole count: both, or one of them. */
function ofBlock(start: number): DxForm[] {
  const mean: (set: Parameters<DxForm>[0]) => number = ({ u, M, centred }) =>
    centred ? sumOf(u.subarray(start)) / M : 0;
  const path: (set: Parameters<DxForm>[0]) => number = ({ u, xhat, perC }) =>
    perC * sumOfProducts(u.subarray(start), xhat.subarray(start));
  return [
    (set) => dxOf(set, { mean: mean(set), c: path(set) }),
    (set) => dxOf(set, { mean: mean(set) }),
    (set) => dxOf(set, { c: path(set) }),
  ];
}

export const partialReduction: LayerMistake = {
  id: "partial-reduction",
  tensor: "dx",
  title: "only the last block of a set in the means",
  sentence: "A mean of the backward holds the last block of each set alone; every element of the set belongs in it.",
  cause: "A kernel reads long rows in blocks, and the running sum is lost between two of them.",
  written: "ubar = sum(u[last block]) / M,  c = sum((u * xhat)[last block]) / M",
  correct: DX_OF_U,
  code: {
    numpy: "for b in blocks: total = u[:, b].sum(-1)  # should be total += u[:, b].sum(-1)",
    pytorch: "for b in blocks: c1 = (u[:, b] * xhat[:, b]).sum(-1)  # should be c1 += ...",
    typescript:
      "for (const block of blocks) { sum = 0; for (const i of block) sum += u[i]; } // set sum to 0 before the loop",
  },
  applies: hasOthers,
  dx: ({ layout }) => lastBlocks(layout.rows).flatMap(ofBlock),
  says: ({ layout }, form) =>
    `The numbers fit elements ${lastBlocks(layout.rows)[Math.floor(form / LOST.length)]} to ${layout.rows - 1} of each set, in ${LOST[form % LOST.length]}.`,
  searched: true,
};
