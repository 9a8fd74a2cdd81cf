import { numberAt } from "../../../../item-at";
import { withEpsInside } from "../../../catalogue/contract/mistake";
import { DX_OF_U, dxTimes, dxUnderRoot } from "../formulas";
import type { LayerMistake } from "../layer-mistake";

export const savedVarianceForRstd: LayerMistake = {
  id: "saved-variance-for-rstd",
  tensor: "dx",
  title: "the saved variance read as rstd",
  sentence: "The forward has stored the variance, and the backward reads it as r = 1 / sqrt(v + eps).",
  cause: "Two versions of a layer save different statistics: one the variance, the other its inverse root.",
  written: "dx = v * (u - ubar - xhat * c)",
  correct: DX_OF_U,
  code: {
    numpy: "xhat, rstd = cache_xhat, cache_var  # rstd should be 1 / np.sqrt(cache_var + eps)",
    pytorch: "rstd = ctx.saved_tensors[2]  # holds the variance: torch.rsqrt(var + eps) is right",
    typescript: "const r = saved.variance[k]; // should be 1 / Math.sqrt(saved.variance[k] + eps)",
  },
  applies: withEpsInside,
  dx: ({ problem: { eps } }) => [
    (set) => dxTimes(set, set.v / set.r),
    (set) => dxUnderRoot(set, set.v),
    (set) => dxTimes(set, (set.v + eps) / set.r),
    (set) => dxUnderRoot(set, set.v + eps),
  ],
  dgamma: (s) => [s.overEntries((set, i) => (numberAt(set.g, i) * numberAt(set.xhat, i) * set.v) / set.r)],
};
