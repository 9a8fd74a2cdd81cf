import type { Problem } from "../problem";
import { createStatistics } from "./statistics";
import type { Mask, Mistake } from "./mistake";
import type { Statistics } from "./statistics";
import { maskedAfterwards } from "./wide";

const fused = (problem: Problem): boolean => problem.activation === "relu";
const RIGHT = "g = dout * (out > 0),  dx = gamma * r * (g - mean(g) - xhat * mean(g * xhat))";

/** dgamma and dbeta under another mask. */
const under = (mask: Mask): Pick<Mistake, "dgamma" | "dbeta" | "mask"> => ({
  mask,
  dgamma: (s: Statistics) => [createStatistics(s.problem, mask).dgamma],
  dbeta: (s: Statistics) => [createStatistics(s.problem, mask).dbeta],
});

/** out = relu(gamma * xhat + beta): dout passes where out > 0, and only then through batch norm. */
export const reluMistakes: readonly Mistake[] = [
  {
    id: "relu-mask-omitted",
    family: "relu",
    tensor: "dx",
    applies: fused,
    sentence:
      "The ReLU after batch norm is forgotten: dout must be set to 0 where out <= 0, before the batch-norm backward pass.",
    written: "g = dout",
    correct: RIGHT,
    code: {
      numpy: "dx = bn_backward(dout, cache)  # should be bn_backward(dout * (out > 0), cache)",
      pytorch: "g = grad_output  # should be grad_output * (out > 0)",
      typescript: "const g = dout[i]; // should be out[i] > 0 ? dout[i] : 0",
    },
    mask: "omitted",
    dgamma: (s) => [createStatistics(s.problem, "omitted").dgamma],
    // The wrong dbeta has an entry of its own: dbeta-unmasked.
  },
  {
    id: "relu-mask-from-x",
    family: "relu",
    tensor: "dx",
    applies: fused,
    sentence: "The ReLU mask is taken from x; the ReLU sees out = gamma * xhat + beta.",
    written: "g = dout * (x > 0)",
    correct: RIGHT,
    code: {
      numpy: "dout = dout * (x > 0)  # should be out > 0",
      pytorch: "g = grad_output * (x > 0)  # should be out > 0",
      typescript: "const g = x[i] > 0 ? dout[i] : 0; // should be out[i] > 0",
    },
    ...under("x"),
  },
  {
    id: "relu-mask-from-xhat",
    family: "relu",
    tensor: "dx",
    applies: fused,
    sentence:
      "The ReLU mask is taken from xhat; the ReLU sees out = gamma * xhat + beta, which has another sign where beta is not 0 or gamma is negative.",
    written: "g = dout * (xhat > 0)",
    correct: RIGHT,
    code: {
      numpy: "dout = dout * (xhat > 0)  # should be gamma * xhat + beta > 0",
      pytorch: "g = grad_output * (xhat > 0)  # should be weight * xhat + bias > 0",
      typescript: "const g = xhat[i] > 0 ? dout[i] : 0; // should be gamma[k] * xhat[i] + beta[k] > 0",
    },
    ...under("xhat"),
  },
  {
    id: "relu-mask-on-dx",
    family: "relu",
    tensor: "dx",
    applies: fused,
    sentence: "The ReLU mask is applied to the finished dx; it belongs on dout, before the means are taken.",
    written: "dx = (out > 0) * gamma * r * (dout - mean(dout) - xhat * mean(dout * xhat))",
    correct: RIGHT,
    code: {
      numpy: "dx = bn_backward(dout, cache) * (out > 0)  # should be bn_backward(dout * (out > 0), cache)",
      pytorch: "grad_input = bn_backward(grad_output) * (out > 0)  # mask grad_output first",
      typescript: "if (out[i] <= 0) dx[i] = 0; // should set dout[i] = 0 before the backward pass",
    },
    wide: [maskedAfterwards],
  },
  {
    id: "relu-mask-ties",
    family: "relu",
    tensor: "dx",
    applies: fused,
    sentence: "The ReLU mask lets exact zeros through, out >= 0; the derivative used everywhere at 0 is 0, out > 0.",
    written: "g = dout * (out >= 0)",
    correct: RIGHT,
    code: {
      numpy: "dout = dout * (out >= 0)  # should be out > 0",
      pytorch: "g = grad_output * (out >= 0)  # should be out > 0",
      typescript: "const g = out[i] >= 0 ? dout[i] : 0; // should be out[i] > 0",
    },
    ...under("ties"),
  },
];
