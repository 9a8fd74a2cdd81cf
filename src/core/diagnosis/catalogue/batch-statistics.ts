import { rootOf } from "../formula/column-reader";
import { at, each, whole, type Effect } from "../formula/term-effect";
import { staged, rightBackward, forwardByHand } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { shareOf } from "./formulas/drifted-xhat";

export const mistake: Mistake = {
  id: "batch-statistics",
  family: "scope",
  tensor: "dx",
  title: "batch statistics in evaluation",
  sentence:
    "The backward pass is that of training; in evaluation the running mean and variance are constants and have no path.",
  cause: "The training flag is not kept for the backward pass.",
  written: "dx = gamma * r * (dout - gbar - xhat * c)",
  correct: "dx = gamma * r * dout,  r = 1 / sqrt(running_var + eps)",
  code: {
    numpy: "dx = gamma * r * (dout - dout.mean(0) - xhat * (dout * xhat).mean(0))  # in evaluation: gamma * r * dout",
    pytorch: "grad_input = native_batch_norm_backward(..., train=True, ...)  # should be train=self.training",
    typescript:
      "dx[i] = gamma[k] * r[k] * (dout[i] - gbar[k] - xhat[i] * c[k]); // in evaluation: gamma[k] * r[k] * dout[i]",
  },

  signature: "b and k are not 0, as they must be in evaluation",
  applies: (problem) => problem.mode === "eval",
  effects: (s) => {
    // With the batch's statistics throughout; or the formula of training around the running ones.
    const rho = each(s.D, (k) => 1 / (at(s.r, k) * rootOf(s.problem, at(s.batchV, k))));
    const batch: Effect = { ...whole(rho), paths: 1 };
    const t = each(s.D, (k) => (at(s.batchMu, k) - at(s.mu, k)) * at(s.r, k));
    const p = rho.map((value) => 1 / value);
    const m = each(s.D, (k) => at(p, k) * at(s.c, k) + at(t, k) * at(s.gbar, k) * shareOf(s, k));
    return [
      batch,
      { slope: each(s.D, (k) => at(p, k) * at(m, k)), ones: each(s.D, (k) => at(t, k) * at(m, k)), paths: 1 },
    ];
  },

  example: {
    needs: "evaluation",
    backward: [
      ({ problem }) => ({
        ...rightBackward(forwardByHand(problem)),
        dx: staged(forwardByHand({ ...problem, mode: "train" })).dx,
      }),
    ],
  },
};
