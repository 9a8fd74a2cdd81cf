import { staged } from "./contract/by-hand";
import { always, type Mistake } from "./contract/mistake";
import { DX } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "gamma-omitted",
  family: "gamma",
  tensor: "dx",
  title: "gamma left out of dx",
  sentence:
    "gamma is left out of dx: out = gamma * xhat + beta, so the upstream gradient must pass through gamma first.",
  cause: "The derivation starts at xhat: its first step, dxhat = gamma * dout, is skipped.",
  written: "dx = r * (dout - gbar - xhat * c)",
  correct: DX,
  code: {
    numpy: "dxhat = dout  # should be dout * gamma",
    pytorch: "grad_xhat = grad_output  # should be grad_output * weight",
    typescript: "const dxhat = dout[i]; // should be dout[i] * gamma[k]",
  },

  signature: "(1/gamma, 1/gamma, 1/gamma)",
  applies: always,
  hiddenBy: ["gamma is 1"],
  effects: () => [{ ga: -1, gb: -1, gk: -1 }],

  example: { backward: [(c) => staged(c, { dxhat: ({ dout }) => dout })] },
};
