import { itemAt } from "../../../../item-at";
import { DX_OF_U } from "../formulas";
import type { LayerMistake } from "../layer-mistake";
import { numberOn, overOtherSets, partition } from "../other-sets";

export const groupAsInstance: LayerMistake = {
  id: "group-as-instance",
  tensor: "dx",
  title: "means over each channel for means over each group",
  sentence:
    "The means are those of instance norm, one for each channel; group norm takes them over all channels of a group.",
  cause: "The backward of instance norm is used, or a reshape to groups is missing in the backward.",
  written: "ubar, c = means over H * W of each channel",
  correct: `${DX_OF_U},  over the channels of a group as well`,
  code: {
    numpy: "ubar = u.mean((2, 3), keepdims=True)  # should be u.reshape(B, G, -1).mean(-1)",
    pytorch: "c1 = (u * xhat).mean((2, 3), keepdim=True)  # should be over (B, G, C // G, H, W), dims 2 to 4",
    typescript: "const set = n * C + channel; // should be n * G + Math.floor(channel / (C / G))",
  },
  applies: ({ norm, layout, groups }) => norm === "group" && itemAt(layout.shape, layout.axis) > groups,
  dx: (s) => {
    const { shape, axis } = s.layout;
    return overOtherSets(s, () => partition(s, numberOn(shape, [axis === 0 ? 1 : 0, axis])));
  },
};
