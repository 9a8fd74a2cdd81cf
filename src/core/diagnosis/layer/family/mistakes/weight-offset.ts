import { numberAt } from "../../../../item-at";
import { dxUnder } from "../formulas";
import type { LayerMistake } from "../layer-mistake";

export const weightOffset: LayerMistake = {
  id: "weight-offset",
  tensor: "dx",
  title: "gamma and 1 + gamma taken for each other",
  sentence: "The weight is 1 off in dx: what is stored is gamma - 1 in one of the two passes, and gamma in the other.",
  cause:
    "Ports of Gemma's RMS norm, whose weight is stored as gamma - 1: the backward forgets the 1, or adds it twice.",
  written: "u = weight * dout",
  correct: "u = (1 + weight) * dout where the weight is stored as gamma - 1, weight * dout else",
  code: {
    numpy: "u = weight * dout  # should be (1 + weight) * dout",
    pytorch: "u = grad_output * weight  # should be grad_output * (1 + weight)",
    typescript: "const u = weight[j] * dout[i]; // should be (1 + weight[j]) * dout[i]",
  },
  applies: ({ norm }) => norm !== "batch",
  dx: ({ problem: { gammaOffset } }) => [
    (set) => {
      const step = gammaOffset === 1 ? -1 : 1;
      return dxUnder(
        set,
        set.gamma.map((value, i) => (value + step) * numberAt(set.g, i)),
      );
    },
  ],
};
