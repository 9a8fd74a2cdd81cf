import type { Statistics } from "../formula/column-statistics";
import { at, each } from "../formula/term-effect";
import { compact, partsByHand, rowByRow, rows, sum } from "./contract/by-hand";
import { withSplit, type Mistake } from "./contract/mistake";
import { DX } from "./formulas/right-formulas";

/** The mean over all parts of what each part has a mean of. */
function overAll({ parts, D, N }: Statistics, of: (s: Statistics) => Float64Array): Float64Array {
  return each(D, (k) => parts.reduce((total, { s }) => total + (s.N / N) * at(of(s), k), 0));
}

export const mistake: Mistake = {
  id: "split-means-of-all",
  family: "scope",
  tensor: "dx",
  title: "means of dout over the whole batch where its parts are normalised apart",
  sentence:
    "mean(dout) and mean(dout * xhat) are taken over the whole batch, although each part is normalised with its own mean and variance: they belong to the part, too.",
  cause: "The backward pass is synchronised over the ranks, and the forward pass is not.",
  written: "gbar and c over all rows,  mu and v over the part's own rows",
  correct: `${DX},  with gbar and c over the rows of the part`,
  code: {
    numpy: "gbar = dout.mean(0); c = (dout * xhat).mean(0)  # should be of each part",
    pytorch: "dist.all_reduce(sum_dy)  # should be left out where mean and variance are the rank's own",
    typescript: "gbar[k] = sums[k] / rows; // should be the part's sum, divided by the part's rows",
  },

  signature: "b and k vary by part and column",
  applies: withSplit,
  acrossParts: {
    effects: (s) => {
      const mean = overAll(s, ({ gbar }) => gbar);
      const slope = overAll(s, ({ c }) => c);
      return [{ mean, slope }, { mean }, { slope }].map((effect) => s.parts.map(() => effect));
    },
  },

  example: {
    needs: "split",
    backward: [
      (c) => {
        const parts = partsByHand(c);
        const count = c.problem.layout.rows;
        const overParts = (of: (part: (typeof parts)[number]) => number): number => sum(parts.map(of)) / count;
        const columns = c.tapes.map((_, k) => ({
          gbar: overParts(({ tapes }) => sum(tapes[k]?.dout ?? [])),
          slope: overParts(({ tapes }) =>
            sum(tapes.slice(k, k + 1).flatMap((t) => rows(t, (cell) => cell.dout * cell.xhat))),
          ),
        }));
        return rowByRow(
          parts.map((part) =>
            compact(part, (t) => {
              const { gbar, slope } = columns[part.tapes.indexOf(t)] ?? { gbar: NaN, slope: NaN };
              return ({ dout, xhat }) => t.gamma * t.r * (dout - gbar - xhat * slope);
            }),
          ),
        );
      },
    ],
  },
};
