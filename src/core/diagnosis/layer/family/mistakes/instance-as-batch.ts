import { itemAt } from "../../../../item-at";
import { DX_OF_U } from "../formulas";
import type { LayerMistake } from "../layer-mistake";
import { numberOn, overOtherSets, partition } from "../other-sets";

export const instanceAsBatch: LayerMistake = {
  id: "instance-as-batch",
  tensor: "dx",
  title: "means over the batch for means over each sample",
  sentence: "The means run over all samples, as in batch norm; instance norm takes them of each sample apart.",
  cause: "The backward of batch norm is used, or the axis of samples is among those that are summed.",
  written: "ubar, c = means over N * H * W of each channel",
  correct: `${DX_OF_U},  over H * W of each sample and channel`,
  code: {
    numpy: "ubar = u.mean((0, 2, 3), keepdims=True)  # should be u.mean((2, 3), keepdims=True)",
    pytorch: "c1 = (u * xhat).mean((0, 2, 3), keepdim=True)  # should be over dims 2 and 3",
    typescript: "sum[channel] += u; // should be sum[n * C + channel]",
  },
  applies: ({ norm, layout }) => norm === "instance" && itemAt(layout.shape, layout.axis === 0 ? 1 : 0) > 1,
  dx: (s) => overOtherSets(s, () => partition(s, numberOn(s.layout.shape, [s.layout.axis]))),
};
