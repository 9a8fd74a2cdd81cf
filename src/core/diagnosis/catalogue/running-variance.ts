import { at } from "../formula/term-effect";
import { itemAt } from "../../item-at";
import { staged, withRoot } from "./contract/by-hand";
import { inTraining, type Mistake } from "./contract/mistake";
import { anotherRoot, rootWith, scaledDgamma, type Root } from "./formulas/another-root";
import { ROOT } from "./formulas/right-formulas";
import type { Statistics } from "../formula/column-statistics";

function running(s: Statistics): Root | undefined {
  const variance = s.problem.running?.variance;
  return variance && rootWith(s, { v: (_, k) => at(variance, k) });
}

export const mistake: Mistake = {
  id: "running-variance",
  family: "scope",
  tensor: "dx",
  title: "the running variance with the batch's mean",
  sentence:
    "The backward pass takes the running variance and the batch's own mean; in training both belong to the batch.",
  cause: "One of the two was replaced when the running statistics came in, or running_var is read for save_var.",
  written: "r = 1 / sqrt(running_var + eps),  xhat = (x - mu) * r",
  correct: ROOT,
  code: {
    numpy: "r = 1.0 / np.sqrt(running_var + eps)  # should be var, of this batch",
    pytorch: "rstd = (self.running_var + self.eps).rsqrt()  # should be the batch's variance, as saved by forward",
    typescript: "const r = 1 / Math.sqrt(runningVar[k] + eps); // should be v[k], beside mu[k]",
  },

  signature: "(rho, rho, rho^3), rho = sqrt((v + eps) / (running_var + eps))",
  applies: (problem) => inTraining(problem) && problem.running !== undefined,
  effects: (s) => {
    const root = running(s);
    return root ? anotherRoot(root).slice(0, 1) : [];
  },
  dgamma: (s) => {
    const root = running(s);
    return root ? [scaledDgamma(s, root)] : [];
  },

  example: {
    needs: "running",
    backward: [
      (c) => {
        const { running, eps } = c.problem;
        if (!running) throw new Error("expected running statistics");
        const tapes = c.tapes.map((t, k) => ({ ...t, v: itemAt(running.variance, k) }));
        return staged(
          { ...c, tapes: tapes.map((t) => ({ ...t, xhat: t.x.map((x) => (x - t.mu) / Math.sqrt(t.v + eps)) })) },
          withRoot(({ v }) => 1 / Math.sqrt(v + eps)),
        );
      },
    ],
  },
};
