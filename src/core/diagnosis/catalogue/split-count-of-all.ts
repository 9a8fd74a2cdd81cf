import { compact, partsByHand, rowByRow } from "./contract/by-hand";
import { withSplit, type Mistake } from "./contract/mistake";
import { DX_OF_SUMS } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "split-count-of-all",
  family: "counts",
  tensor: "dx",
  title: "rows of the whole batch counted where its parts are normalised apart",
  sentence:
    "The sums of a part are divided by the number of rows of the whole batch; each part is normalised apart, and its own rows divide.",
  cause: "The count comes from the whole batch, or from a setting, and the sums from the part.",
  written: "gbar = sum(dout over the part) / N,  c = sum(dout * xhat over the part) / N,  N all rows",
  correct: `${DX_OF_SUMS},  N the rows of the part`,
  code: {
    numpy: "dx_part = gamma * r * (dout_part - dbeta / len(x) - xhat * dgamma / len(x))  # should be len(x_part)",
    pytorch: "n = x.size(0)  # should be the size of the chunk",
    typescript: "const n = rows; // should be the rows of the part",
  },

  signature: "(1, n/N, n/N) in each part",
  applies: withSplit,
  acrossParts: {
    effects: (s) => [s.parts.map(({ s: own }) => ({ b: own.N / s.N, k: own.N / s.N }))],
  },

  example: {
    needs: "split",
    backward: [
      (c) => {
        const { rows } = c.problem.layout;
        return rowByRow(
          partsByHand(c).map((part) =>
            compact(
              part,
              (t, dgamma, dbeta) =>
                ({ dout, xhat }) =>
                  t.gamma * t.r * (dout - dbeta / rows - (xhat * dgamma) / rows),
            ),
          ),
        );
      },
    ],
  },
};
