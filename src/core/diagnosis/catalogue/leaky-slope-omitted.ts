import { maskedBy, reluIsOpen, staged } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { underMask } from "./formulas/relu-mask";
import { DX_BEHIND_RELU } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "leaky-slope-omitted",
  family: "relu",
  tensor: "dx",
  title: "slope of a leaky ReLU forgotten",
  sentence:
    "The slope of the leaky ReLU is forgotten in the backward pass: where out <= 0, dout must be multiplied by it, and is set to 0.",
  cause: "The backward pass of a ReLU is taken over as it is.",
  written: "g = dout * (out > 0)",
  correct: DX_BEHIND_RELU,
  code: {
    numpy: "dout = dout * (out > 0)  # should be dout * np.where(out > 0, 1, slope)",
    pytorch: "g = grad_output * (out > 0)  # should be torch.where(out > 0, grad_output, slope * grad_output)",
    typescript: "const g = out[i] > 0 ? dout[i] : 0; // should be out[i] > 0 ? dout[i] : slope * dout[i]",
  },

  signature: "fits dout * (out > 0)",
  applies: ({ activation, slope }) => activation === "leaky-relu" && slope !== 0,
  ...underMask("closed"),

  example: { needs: "leaky", backward: [(c) => staged(maskedBy(c, reluIsOpen))] },
};
