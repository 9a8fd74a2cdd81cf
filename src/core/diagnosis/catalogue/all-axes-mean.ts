import type { Statistics } from "../formula/column-statistics";
import { at, type Effect } from "../formula/term-effect";
import { compact, mean, rows } from "./contract/by-hand";
import { inTraining, type Mistake } from "./contract/mistake";

export const mistake: Mistake = {
  id: "all-axes-mean",
  family: "scope",
  tensor: "dx",
  title: "one mean for all columns",
  sentence: "The means are taken over all axes: one number for the whole tensor where every column needs its own.",
  cause: "mean() is called without its axis.",
  written: "gbar = mean of dout over rows and columns,  c = mean of dout * xhat over rows and columns",
  correct: "gbar = mean of dout over the rows of one column,  c = mean of dout * xhat over the rows of one column",
  code: {
    numpy: "dx = gamma * r * (dout - np.mean(dout) - xhat * np.mean(dout * xhat))  # axis=0 is missing, twice",
    pytorch: "grad_input = weight * rstd * (g - g.mean() - xhat * (g * xhat).mean())  # should be .mean(0)",
    typescript: "sum += dout[i]; // should be sum[k] += dout[i]: one sum for each column",
  },

  signature: "b and k vary by column",
  applies: (problem) => inTraining(problem) && problem.layout.channels > 1,
  effects: allAxes,

  example: {
    backward: [
      (c) => {
        const gbar = mean(c.tapes.flatMap((t) => t.dout));
        const slope = mean(c.tapes.flatMap((t) => rows(t, ({ dout, xhat }) => dout * xhat)));
        return compact(
          c,
          (t) =>
            ({ dout, xhat }) =>
              t.gamma * t.r * (dout - gbar - xhat * slope),
        );
      },
      (c) => {
        const gbar = mean(c.tapes.flatMap((t) => t.dout.map((g) => g * t.gamma)));
        const slope = mean(c.tapes.flatMap((t) => rows(t, ({ dout, xhat }) => dout * t.gamma * xhat)));
        return compact(
          c,
          (t) =>
            ({ dout, xhat }) =>
              t.r * (t.gamma * dout - gbar - xhat * slope),
        );
      },
    ],
  },
};

/** One mean for all columns, with gamma outside of it or (in dxhat) inside, in one path or both; or a sum over all. */
function allAxes(s: Statistics): Effect[] {
  const average = (f: (k: number) => number): number => {
    let sum = 0;
    for (let k = 0; k < s.D; k++) sum += f(k) / s.D;
    return sum;
  };
  const mean = average((k) => at(s.gbar, k));
  const slope = average((k) => at(s.c, k));
  const insideMean = average((k) => at(s.gamma, k) * at(s.gbar, k));
  const insideSlope = average((k) => at(s.gamma, k) * at(s.c, k));
  return [
    { mean, slope },
    { mean: insideMean, gb: -1, slope: insideSlope, gk: -1 },
    { mean },
    { slope },
    { mean: insideMean, gb: -1 },
    { slope: insideSlope, gk: -1 },
    { mean: mean * s.D, slope: slope * s.D },
    { mean: insideMean * s.D, gb: -1, slope: insideSlope * s.D, gk: -1 },
  ];
}
