import { staged, maskedBy } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { withRelu, underMask } from "./formulas/relu-mask";
import { DX_BEHIND_RELU } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "relu-mask-from-xhat",
  family: "relu",
  tensor: "dx",
  title: "ReLU's mask taken from xhat",
  sentence:
    "The ReLU mask is taken from xhat; the ReLU sees out = gamma * xhat + beta, which has another sign where beta is not 0 or gamma is negative.",
  cause: "xhat is what the forward pass kept.",
  written: "g = dout * (xhat > 0)",
  correct: DX_BEHIND_RELU,
  code: {
    numpy: "dout = dout * (xhat > 0)  # should be gamma * xhat + beta > 0",
    pytorch: "g = grad_output * (xhat > 0)  # should be weight * xhat + bias > 0",
    typescript: "const g = xhat[i] > 0 ? dout[i] : 0; // should be gamma[k] * xhat[i] + beta[k] > 0",
  },

  signature: "fits dout * (xhat > 0)",
  applies: withRelu,
  hiddenBy: ["out has the sign of xhat", "x has mean 0"],
  ...underMask("xhat"),

  example: { needs: "relu", backward: [(c) => staged(maskedBy(c, ({ xhat }) => xhat > 0))] },
};
