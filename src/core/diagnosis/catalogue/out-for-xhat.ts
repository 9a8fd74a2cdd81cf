import { at, each } from "../formula/term-effect";
import { compact, mean, rows } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { shareOf } from "./formulas/drifted-xhat";
import { DX } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "out-for-xhat",
  family: "operands",
  tensor: "dx",
  title: "out for xhat in the variance path",
  sentence: "The variance path uses out where xhat belongs: out = gamma * xhat + beta is scaled and shifted already.",
  cause: "The forward pass keeps its result, out, and not xhat.",
  written: "dx = gamma * r * (dout - gbar - out * mean(dout * out))",
  correct: DX,
  code: {
    numpy: "dx = gamma * r * (dout - dout.mean(0) - out * (dout * out).mean(0))  # should be xhat, twice",
    pytorch: "ctx.save_for_backward(out, weight, rstd)  # should save xhat: backward needs it, not out",
    typescript: "dx[i] = gamma[k] * r[k] * (dout[i] - gbar[k] - out[i] * m[k]); // should be xhat[i] * c[k]",
  },

  signature: "(1, 1 + beta m / gbar, gamma m / c), m = gamma c + beta gbar",
  hiddenBy: ["out is xhat"],
  effects: (s) => {
    const { D, gamma, beta, c, gbar } = s;
    const m = each(D, (k) => at(gamma, k) * at(c, k) + at(beta, k) * at(gbar, k) * shareOf(s, k));
    const both = { slope: each(D, (k) => at(gamma, k) * at(m, k)), ones: each(D, (k) => at(beta, k) * at(m, k)) };
    const outside = { slope: each(D, (k) => at(gamma, k) * at(c, k)), ones: each(D, (k) => at(beta, k) * at(c, k)) };
    return [both, outside, { slope: m }]; // in both places; only in front of the mean; only inside it
  },

  example: {
    backward: [
      (c) =>
        compact(c, (t, _, dbeta) => {
          const m = mean(rows(t, ({ dout, out }) => dout * out));
          return ({ dout, out }) => t.gamma * t.r * (dout - dbeta / t.N - out * m);
        }),
      (c) =>
        compact(
          c,
          (t, dgamma, dbeta) =>
            ({ dout, out }) =>
              t.gamma * t.r * (dout - dbeta / t.N - (out * dgamma) / t.N),
        ),
    ],
  },
};
