import { degreesOf } from "../../conventions";
import { staged } from "./contract/by-hand";
import { inTraining, withMask, type Mistake } from "./contract/mistake";
import { DX_UNDER_MASK } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "mask-count",
  family: "counts",
  tensor: "dx",
  title: "all rows counted where a mask leaves some out",
  sentence:
    "The paths are divided by the number of all rows; mean and variance are those of the rows that the mask keeps, and their count M divides.",
  cause: "The count comes from the shape of x, and not from the sum of the mask.",
  written: "dx = gamma * r * (dout - m * sum(dout) / N - m * xhat * sum(dout * xhat) / N),  N all rows",
  correct: DX_UNDER_MASK,
  code: {
    numpy: "n = x.shape[0]  # should be mask.sum()",
    pytorch: "count = x.size(0)  # should be mask.sum(), as in the forward pass",
    typescript: "const count = rows; // should be the number of rows that the mask keeps",
  },

  signature: "(1, M/N, M/N), or one of the two",
  applies: (problem) => inTraining(problem) && withMask(problem),
  effects: ({ N, degrees, rows, problem }) => {
    const b = N / rows;
    const k = degrees / degreesOf(problem.variance, rows);
    return [{ b, k }, { b }, { k }];
  },

  example: {
    needs: "masked",
    backward: [
      (c) =>
        staged(c, {
          dx: ({ x, mu, N, kept, dxhat, root, dvar, dmu }) =>
            dxhat * root + kept * ((dvar * 2 * (x - mu)) / N + dmu / N),
        }),
      (c) =>
        staged(c, {
          dx: ({ x, mu, N, M, kept, dxhat, root, dvar, dmu }) =>
            dxhat * root + kept * ((dvar * 2 * (x - mu)) / M + dmu / N),
        }),
      (c) =>
        staged(c, {
          dx: ({ x, mu, N, M, kept, dxhat, root, dvar, dmu }) =>
            dxhat * root + kept * ((dvar * 2 * (x - mu)) / N + dmu / M),
        }),
    ],
  },
};
