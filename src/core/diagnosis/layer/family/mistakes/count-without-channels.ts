import { itemAt } from "../../../../item-at";
import type { Problem } from "../../../../problem";
import { DX_OF_U, dxOf } from "../formulas";
import type { LayerMistake } from "../layer-mistake";

const perGroup = ({ layout, groups }: Problem): number => itemAt(layout.shape, layout.axis) / groups;

export const countWithoutChannels: LayerMistake = {
  id: "count-without-channels",
  tensor: "dx",
  title: "H*W counted for C/G*H*W",
  sentence: "The sums over a group are divided by H * W; a group has C/G channels, so that M = C/G * H * W.",
  cause:
    "The count comes from instance norm or from the loop over positions, and the channels of a group are forgotten.",
  written: "ubar = sum(u) / (H * W),  c = sum(u * xhat) / (H * W)",
  correct: `${DX_OF_U},  over M = C/G * H * W`,
  code: {
    numpy: "M = H * W  # should be C // G * H * W",
    pytorch: "M = x.shape[2:].numel()  # should be C // G * x.shape[2:].numel()",
    typescript: "const M = H * W; // should be (C / G) * H * W",
  },
  applies: (problem) =>
    problem.norm === "group" &&
    !problem.setMask &&
    perGroup(problem) > 1 &&
    problem.layout.rows / perGroup(problem) > 1,
  dx: ({ problem }) => [
    (set) => {
      const count = set.M / perGroup(problem);
      const degrees = set.degrees === set.M ? count : count - 1;
      return dxOf(set, { mean: (set.ubar * set.M) / count, c: (set.c * set.degrees) / degrees });
    },
  ],
};
