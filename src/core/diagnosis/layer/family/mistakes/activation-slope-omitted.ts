import { numberAt } from "../../../../item-at";
import type { Problem } from "../../../../problem";
import { smoothOf } from "../../../../activation/smooth";
import { dxUnder, times } from "../formulas";
import type { LayerMistake } from "../layer-mistake";

/** Those of straight pieces that end in a slope of 1 have an entry of their own: relu-mask-omitted. */
const withSlope = (problem: Problem): boolean => smoothOf(problem) !== undefined || problem.activation === "relu6";

export const activationSlopeOmitted: LayerMistake = {
  id: "activation-slope-omitted",
  tensor: "dx",
  title: "the activation's slope left out",
  sentence:
    "dout goes into the layer's backward as it comes: the slope of the activation behind the layer is not multiplied.",
  cause: "A fused kernel has the activation in its forward alone, or takes the gradient of out for the one before it.",
  written: "u = gamma * dout",
  correct: "g = dout * act'(y),  y = gamma * xhat + beta,  u = gamma * g",
  code: {
    numpy: "u = gamma * dout  # should be gamma * dout * act_slope(gamma * xhat + beta)",
    pytorch: "u = weight * grad_output  # should be weight * grad_output * act_backward(weight * xhat + bias)",
    typescript: "const u = gamma[j] * dout[i]; // should be gamma[j] * dout[i] * slope(gamma[j] * xhat[i] + beta[j])",
  },
  applies: withSlope,
  dx: () => [(set) => dxUnder(set, times(set.gamma, set.dout))],
  dgamma: (s) => [s.overEntries(({ dout, xhat }, i) => numberAt(dout, i) * numberAt(xhat, i))],
  dbeta: (s) => [s.overEntries(({ dout }, i) => numberAt(dout, i))],
};
