import { createStatistics } from "../formula/column-statistics";
import { staged, rightBackward } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { withRelu } from "./formulas/relu-mask";
import { DX_BEHIND_RELU } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "relu-mask-omitted",
  family: "relu",
  tensor: "dx",
  title: "ReLU forgotten in the backward pass",
  sentence:
    "The ReLU after batch norm is forgotten: dout must be set to 0 where out <= 0, before the batch-norm backward pass.",
  cause: "The ReLU is fused into the forward pass only.",
  written: "g = dout",
  correct: DX_BEHIND_RELU,
  code: {
    numpy: "dx = bn_backward(dout, cache)  # should be bn_backward(dout * (out > 0), cache)",
    pytorch: "g = grad_output  # should be grad_output * (out > 0)",
    typescript: "const g = dout[i]; // should be out[i] > 0 ? dout[i] : 0",
  },

  signature: "fits dout, not dout * (out > 0)",
  applies: withRelu,
  mask: "omitted",
  dgamma: (s) => [createStatistics(s.problem, "omitted").dgamma],
  // The wrong dbeta has an entry of its own: dbeta-unmasked.

  example: { needs: "relu", backward: [(c) => ({ ...staged(c), dbeta: rightBackward(c).dbeta })] },
};
