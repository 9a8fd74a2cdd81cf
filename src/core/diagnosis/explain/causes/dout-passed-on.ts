import { diagnosesOf, isAs, type Cause } from "./cause";

/** dx is dout itself. */
export const doutUnchanged: Cause = (e) => {
  if (!e.off.includes("dx") || !isAs(e, "dx", Float64Array.from(e.s.problem.dout))) return undefined;
  return diagnosesOf(e, ["dx"], {
    id: "dout-unchanged",
    text: "dx is dout unchanged: the backward pass of the batch norm is not there.",
    written: () => "dx = dout",
    code: {
      numpy: "dx = dout  # should be gamma * r * (dout - dout.mean(0) - xhat * (dout * xhat).mean(0))",
      pytorch: "return grad_output, grad_weight, grad_bias  # should be grad_input, ...",
      typescript: "dx[i] = dout[i]; // should be gamma[k] * r[k] * (dout[i] - gbar[k] - xhat[i] * c[k])",
    },
  });
};

/** x is used twice, and its .grad holds both shares. */
export const residualAdded: Cause = (e) => {
  const { dout } = e.s.problem;
  if (!e.off.includes("dx") || !isAs(e, "dx", e.gradients.dx.map((value, i) => value + dout[i]))) return undefined; // prettier-ignore
  return diagnosesOf(e, ["dx"], {
    id: "residual-added",
    text: "dx is the right one plus dout: x is used twice, by the batch norm and by a residual connection, and x.grad holds the gradients of both.",
    written: () => "dx = gamma * r * (dout - gbar - xhat * c) + dout",
    code: {
      numpy: "dx = batchnorm_backward(dout, cache) + dout  # compare the first summand alone",
      pytorch: "y = x + bn(x); y.backward(dout); x.grad  # take torch.autograd.grad of bn's own input, a clone of x",
      typescript: "dx[i] += dout[i]; // the share of the residual connection: compare dx before it",
    },
  });
};
