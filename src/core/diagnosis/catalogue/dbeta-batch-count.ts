import { numberAt } from "../../item-at";
import { createColumnReader } from "../formula/column-reader";
import type { Statistics } from "../formula/column-statistics";
import { at, each } from "../formula/term-effect";
import { sum, mean, rightBackward } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";

export const mistake: Mistake = {
  id: "dbeta-batch-count",
  family: "dbeta",
  tensor: "dbeta",
  title: "dbeta summed over the batch alone",
  sentence:
    "dbeta is summed over the batch alone: the positions H and W of a channel share its beta and must be summed too.",
  cause: "Code for N x D matrices is used on images, where axis 0 does not hold all rows.",
  written: "dbeta = sum of dout over N, then a mean over (or one of) H and W",
  correct: "dbeta = sum of dout over N, H and W",
  code: {
    numpy: "dbeta = dout.sum(axis=0).mean(axis=(1, 2))  # should be dout.sum(axis=(0, 2, 3))",
    pytorch: "grad_bias = grad_output.sum(0).mean((1, 2))  # should be grad_output.sum((0, 2, 3))",
    typescript: "dbeta[k] += dout[i] / (H * W); // drop the / (H * W)",
  },

  applies: (problem) => problem.layout.positions > 1,
  hiddenBy: ["dout has mean 0", "there is only one sample"],
  dbeta: batchOnly,

  example: {
    backward: [
      (c) => {
        const { inner } = c.problem.layout;
        const { dx, dgamma } = rightBackward(c);
        return {
          dx,
          dgamma,
          dbeta: c.tapes.map((t) =>
            mean(Array.from({ length: inner }, (_, l) => sum(t.dout.filter((_g, i) => i % inner === l)))),
          ),
        };
      },
    ],
  },
};

/** Over the batch alone, and then: a mean over the positions, the first of them, the last of them. */
function batchOnly({ problem, mask, centres, D, rows, dbeta }: Statistics): Float64Array[] {
  const read = createColumnReader(problem, mask, centres);
  const { positions } = problem.layout;
  const first = new Float64Array(D);
  const last = new Float64Array(D);
  for (let k = 0; k < D; k++) {
    const { g } = read(k);
    for (let i = 0; i < rows; i += positions) {
      first[k] = at(first, k) + numberAt(g, i);
      last[k] = at(last, k) + numberAt(g, i + positions - 1);
    }
  }
  return [each(D, (k) => at(dbeta, k) / positions), first, last];
}
