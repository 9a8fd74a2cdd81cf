import { itemAt } from "../../item-at";
import { rootOf } from "../formula/column-reader";
import { at, each } from "../formula/term-effect";
import { compact } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { driftedXhat } from "./formulas/drifted-xhat";

export const mistake: Mistake = {
  id: "running-statistics",
  family: "scope",
  tensor: "dx",
  title: "running statistics in training",
  sentence:
    "The backward pass uses the running mean and variance; in training the forward normalises with the batch's own.",
  cause:
    "The buffers of the layer are read where the batch's statistics belong, or the training flag is not passed on.",
  written: "r = 1 / sqrt(running_var + eps),  xhat = (x - running_mean) * r",
  correct: "r = 1 / sqrt(v + eps),  xhat = (x - mu) * r",
  code: {
    numpy: "xhat = (x - running_mean) / np.sqrt(running_var + eps)  # should be mu and var of this batch",
    pytorch:
      "xhat = (x - self.running_mean) * (self.running_var + self.eps).rsqrt()  # should be the batch's mean and var",
    typescript: "const r = 1 / Math.sqrt(runningVar[k] + eps); // should be v[k], the batch's variance",
  },

  signature: "all three drift from column to column",
  effects: (s) => {
    const { running } = s.problem;
    if (!running) return [];
    const root = (k: number): number => rootOf(s.problem, at(running.variance, k));
    const p = each(s.D, (k) => 1 / (at(s.r, k) * root(k)));
    const t = each(s.D, (k) => (at(s.mu, k) - at(running.mean, k)) / root(k));
    const isOutside = s.problem.epsPlacement === "outside";
    const stretch = (k: number): number => root(k) / Math.sqrt(at(running.variance, k)) / at(s.stretch, k);
    return driftedXhat(s, p, t, isOutside ? stretch : undefined);
  },
  dgamma: (s) => {
    const { running } = s.problem;
    if (!running) return [];
    const scale = each(s.D, (k) => 1 / rootOf(s.problem, at(running.variance, k)));
    return [
      each(
        s.D,
        (k) =>
          at(s.dgamma, k) * (at(scale, k) / at(s.r, k)) +
          (at(s.mu, k) - at(running.mean, k)) * at(scale, k) * at(s.dbeta, k),
      ),
    ];
  },
  fitsUnknownRunning: true,

  example: {
    needs: "running",
    backward: [
      (c) => {
        const { running, eps } = c.problem;
        if (!running) throw new Error("expected running statistics");
        const tapes = c.tapes.map((t, k) => {
          const [mu, v] = [itemAt(running.mean, k), itemAt(running.variance, k)];
          const r = 1 / Math.sqrt(v + eps);
          return { ...t, mu, v, r, xhat: t.x.map((x) => (x - mu) * r) };
        });
        return compact(
          { ...c, tapes },
          (t, dgamma, dbeta) =>
            ({ dout, xhat }) =>
              t.gamma * t.r * (dout - dbeta / t.N - (xhat * dgamma) / t.N),
        );
      },
    ],
  },
};
