import type { LayerMistake } from "../layer-mistake";

export const dgammaZero: LayerMistake = {
  id: "dgamma-zero",
  tensor: "dgamma",
  title: "dgamma and dbeta not computed",
  sentence: "The gradient of the parameter is 0 everywhere: it was not computed, and the parameter never learns.",
  cause: "A fast path returns the gradient of x alone, and its caller fills in zeros.",
  written: "dgamma = 0",
  correct: "dgamma = sum(dout * xhat),  dbeta = sum(dout)",
  code: {
    numpy: "dgamma = np.zeros_like(gamma)  # should be (dout * xhat).sum(0)",
    pytorch: "return grad_input, torch.zeros_like(weight), None  # should be (grad_output * xhat).sum(0)",
    typescript: "const dgamma = new Float64Array(D); // should be summed: dgamma[j] += dout[i] * xhat[i]",
  },
  applies: ({ norm }) => norm !== "batch",
  dgamma: (s) => [new Float64Array(s.entries)],
  dbeta: (s) => [new Float64Array(s.entries)],
};
