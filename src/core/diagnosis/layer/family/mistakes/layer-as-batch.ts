import { normalizesAxes } from "../../../../normalization-layer";
import { DX_OF_U } from "../formulas";
import type { LayerMistake } from "../layer-mistake";
import { numberOn, overOtherSets, partition } from "../other-sets";

export const layerAsBatch: LayerMistake = {
  id: "layer-as-batch",
  tensor: "dx",
  title: "means over the rows for means along each row",
  sentence: "The means run over the leading axes, as in batch norm; layer norm takes them along the normalized axes.",
  cause: "The axis is that of batch norm: 0 for -1.",
  written: "ubar, c = means over the leading axes",
  correct: `${DX_OF_U},  along the normalized axes`,
  code: {
    numpy: "ubar = u.mean(axis=0)  # should be u.mean(axis=-1, keepdims=True)",
    pytorch: "c1 = (u * xhat).mean(0)  # should be (u * xhat).mean(-1, keepdim=True)",
    typescript: "sum[j] += u[i * D + j]; // should be sum[i]",
  },
  applies: (problem) => normalizesAxes(problem) && problem.layout.channels > 1 && problem.layout.rows > 1,
  hiddenBy: ["one set"],
  dx: (s) => overOtherSets(s, () => partition(s, numberOn(s.layout.shape, s.problem.normalizedAxes))),
};
