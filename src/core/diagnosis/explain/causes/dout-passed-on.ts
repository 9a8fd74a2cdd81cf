import { causeOf, isAs, type Cause } from "./cause";

/** dx is dout itself. */
export const doutUnchanged: Cause = (e) => {
  if (!e.off.includes("dx") || !isAs(e, "dx", Float64Array.from(e.s.problem.dout))) return undefined;
  return causeOf(e, ["dx"], {
    id: "dout-unchanged",
    title: "dout unchanged",
    text: "dx is dout unchanged: the backward pass of the batch norm is not there.",
    written: () => "dx = dout",
    code: {
      numpy: "dx = dout  # should be gamma * r * (dout - dout.mean(0) - xhat * (dout * xhat).mean(0))",
      pytorch: "return grad_output, grad_weight, grad_bias  # should be grad_input, ...",
      typescript: "dx[i] = dout[i]; // should be gamma[k] * r[k] * (dout[i] - gbar[k] - xhat[i] * c[k])",
    },
  });
};
