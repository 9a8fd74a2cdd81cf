import { offsetOf } from "../core/layout";
import type { Problem } from "../core/problem";

/** One column of a problem as a problem of its own, N x 1: columns do not depend on each other. */
export function columnProblem(problem: Problem, column: number): Problem {
  const { layout } = problem;
  const { rows } = layout;
  const x = new Float64Array(rows);
  const dout = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const offset = offsetOf(layout, row, column);
    x[row] = problem.x[offset];
    dout[row] = problem.dout[offset];
  }
  return {
    ...problem,
    layout: { shape: [rows, 1], outer: rows, channels: 1, inner: 1, rows },
    x,
    dout,
    gamma: problem.gamma.slice(column, column + 1),
    beta: problem.beta.slice(column, column + 1),
    running: problem.running && {
      mean: problem.running.mean.slice(column, column + 1),
      variance: problem.running.variance.slice(column, column + 1),
    },
    candidate: undefined,
    parts: [],
  };
}
