import { staged, maskedBy } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { withRelu, underMask } from "./formulas/relu-mask";
import { DX_BEHIND_RELU } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "relu-mask-from-x",
  family: "relu",
  tensor: "dx",
  title: "ReLU's mask taken from x",
  sentence: "The ReLU mask is taken from x; the ReLU sees out = gamma * xhat + beta.",
  cause: "The input of the layer is taken for the input of the ReLU.",
  written: "g = dout * (x > 0)",
  correct: DX_BEHIND_RELU,
  code: {
    numpy: "dout = dout * (x > 0)  # should be out > 0",
    pytorch: "g = grad_output * (x > 0)  # should be out > 0",
    typescript: "const g = x[i] > 0 ? dout[i] : 0; // should be out[i] > 0",
  },

  signature: "fits dout * (x > 0)",
  applies: withRelu,
  hiddenBy: ["x has mean 0"],
  ...underMask("x"),

  example: { needs: "relu", backward: [(c) => staged(maskedBy(c, ({ x }) => x > 0))] },
};
