import { staged, maskedBy } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { withRelu, underMask } from "./formulas/relu-mask";
import { DX_BEHIND_RELU } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "relu-mask-ties",
  family: "relu",
  tensor: "dx",
  title: "ReLU's mask open at 0",
  sentence: "The ReLU mask lets exact zeros through, out >= 0; the derivative used everywhere at 0 is 0, out > 0.",
  cause: ">= stands for >.",
  written: "g = dout * (out >= 0)",
  correct: DX_BEHIND_RELU,
  code: {
    numpy: "dout = dout * (out >= 0)  # should be out > 0",
    pytorch: "g = grad_output * (out >= 0)  # should be out > 0",
    typescript: "const g = out[i] >= 0 ? dout[i] : 0; // should be out[i] > 0",
  },

  signature: "fits dout * (out >= 0)",
  applies: withRelu,
  hiddenBy: ["out is nowhere 0"],
  ...underMask("ties"),

  example: { needs: "ties", backward: [(c) => staged(maskedBy(c, ({ out }) => out >= 0))] },
};
