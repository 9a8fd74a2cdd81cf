import { itemAt } from "../../item-at";
import type { Statistics } from "../formula/column-statistics";
import { at, each, type Effect } from "../formula/term-effect";
import { forwardByHand, rightBackward } from "./contract/by-hand";
import { byTheTextbook, type Mistake } from "./contract/mistake";
import { driftedXhat } from "./formulas/drifted-xhat";

/** How the running statistics that were used follow from those that are given. */
export interface Update {
  readonly momentum: number; // share of the batch's own statistics
  readonly unbiased: boolean; // the batch's variance divided by N - 1
  readonly taken: "after" | "before";
}

const MOMENTA = [0.1, 0.01, 0.05, 0.001, 0.03, 0.2, 0.3, 0.5, 0.9, 0.99];

function updatesOf({ training, N }: Statistics): Update[] {
  const taken = training ? (["after"] as const) : (["after", "before"] as const);
  return taken.flatMap((when) =>
    MOMENTA.flatMap((momentum) =>
      (N > 1 ? [true, false] : [false]).map((unbiased) => ({ momentum, unbiased, taken: when })),
    ),
  );
}

interface Running {
  readonly mean: Float64Array; // (D)
  readonly scale: Float64Array; // (D) 1 / sqrt(variance + eps); NaN where a variance before the update would be negative
}

function updated(s: Statistics, { momentum: m, unbiased, taken }: Update): Running {
  const { running } = s.problem;
  const q = unbiased ? s.N / (s.N - 1) : 1;
  const of = (given: number, batch: number): number =>
    taken === "after" ? (1 - m) * given + m * batch : (given - m * batch) / (1 - m);
  const variance = each(s.D, (k) => of(running ? at(running.variance, k) : NaN, q * at(s.batchV, k)));
  return {
    mean: each(s.D, (k) => of(running ? at(running.mean, k) : NaN, at(s.batchMu, k))),
    scale: variance.map((v) => (v >= 0 ? 1 / Math.sqrt(v + s.eps) : NaN)),
  };
}

/** dx with the statistics of an update. */
export function effectOf(s: Statistics, update: Update): Effect {
  const { mean, scale } = updated(s, update);
  const p = each(s.D, (k) => at(scale, k) / at(s.r, k));
  if (!s.training) return { a: p };
  const shift = each(s.D, (k) => (at(s.mu, k) - at(mean, k)) * at(scale, k));
  return itemAt(driftedXhat(s, p, shift), 0);
}

/** dgamma with the statistics of an update. */
export function dgammaOf(s: Statistics, update: Update): Float64Array {
  const { mean, scale } = updated(s, update);
  return each(
    s.D,
    (k) => (at(scale, k) / at(s.r, k)) * (at(s.dgamma, k) + (at(s.mu, k) - at(mean, k)) * at(s.r, k) * at(s.dbeta, k)),
  );
}

/** What is said of the update that fits. */
export function saidOf({ momentum, unbiased, taken }: Update, words = String(momentum)): string {
  const how = `momentum ${words}, ${unbiased ? "unbiased" : "biased"} variance`;
  return taken === "after"
    ? `The numbers fit the statistics after an update with this batch (${how}).`
    : `The numbers fit the statistics before an update with this batch (${how}): those that are given were saved after it.`;
}

export const mistake: Mistake = {
  id: "statistics-updated",
  family: "scope",
  tensor: "dx",
  title: "running statistics updated in between",
  sentence:
    "The backward pass uses running statistics that were updated with this batch; it must use those that the forward pass has normalised with.",
  cause: "The buffers are read again after a step of training, or a second forward pass has changed them in place.",
  written: "running_mean = (1 - momentum) * running_mean + momentum * mu before dx,  the same for running_var",
  correct: "dx = gamma * r * dout,  r = 1 / sqrt(running_var + eps) of the forward pass",
  code: {
    numpy: "running_var = (1 - m) * running_var + m * var; dx = gamma * dout / np.sqrt(running_var + eps)  # dx first",
    pytorch:
      "ctx.save_for_backward(x, weight, running_mean.clone(), running_var.clone())  # a view changes with the buffer",
    typescript: "runningVar[k] += momentum * (v[k] - runningVar[k]); // after dx, or on a copy",
  },

  refines: "running-statistics", // by a small momentum
  signature: "(rho, 0, 0) in evaluation; all three drift in training",
  applies: (problem) => problem.running !== undefined && byTheTextbook(problem) && problem.split.length === 0,
  effects: (s) => updatesOf(s).map((update) => effectOf(s, update)),
  dgamma: (s) => updatesOf(s).map((update) => dgammaOf(s, update)),
  says: (s, form) => saidOf(itemAt(updatesOf(s), form)),

  example: {
    needs: "evaluation",
    backward: [
      ({ problem }) => {
        const { running } = problem;
        if (!running) throw new Error("expected running statistics");
        const batch = forwardByHand({ ...problem, mode: "train" }, 1).tapes;
        return rightBackward(
          forwardByHand({
            ...problem,
            running: {
              mean: running.mean.map((value, k) => 0.9 * value + 0.1 * itemAt(batch, k).mu),
              variance: running.variance.map((value, k) => 0.9 * value + 0.1 * itemAt(batch, k).v),
            },
          }),
        );
      },
    ],
  },
};
