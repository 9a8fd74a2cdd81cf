import { gatherColumn, scatterColumn } from "../../batchnorm/column";
import { itemAt } from "../../item-at";
import { withChannels } from "../../layout";
import type { Candidate, Problem } from "../../problem";
import type { Tensor, Values } from "../../tensor";
import { evenlySpread } from "../evidence/selected-columns";

const COLUMNS = 64;
const CELLS = 2 ** 18;

/**
 * Some columns of a problem, as a problem of its own: at most 64, fewer when they are long, and among them those with
 * the most telling gamma and beta. A problem that small already is returned as it is.
 */
export function sampleColumns(problem: Problem): Problem {
  const { channels: D, rows: N } = problem.layout;
  const count = Math.max(3, Math.min(COLUMNS, Math.floor(CELLS / N)));
  if (D <= count) return problem;
  const columns = [...new Set([...telling(problem), ...evenlySpread(D, count - 3)])].sort((one, other) => one - other);
  return pickColumns(problem, columns);
}

/** These columns of a problem as a problem of its own, without a candidate. */
export function pickColumns(problem: Problem, columns: readonly number[]): Problem {
  const layout = withChannels(problem.layout, columns.length);
  const pick = (values: Float64Array): Float64Array => Float64Array.from(columns, (k) => itemAt(values, k));
  const { running, kept, sets } = problem;
  return {
    ...problem,
    layout,
    x: pickCells(problem, columns, problem.x),
    dout: pickCells(problem, columns, problem.dout),
    gamma: pick(problem.gamma),
    beta: pick(problem.beta),
    running: running && { mean: pick(running.mean), variance: pick(running.variance) },
    kept: kept && {
      ...kept,
      values: pickCells(problem, columns, kept.values),
      r: Float64Array.from(columns.flatMap((k) => sets.map((_, s) => itemAt(kept.r, k * sets.length + s)))),
    },
    candidate: undefined,
  };
}

/** These columns of a candidate, in the shape that they have beside those of the problem. */
export function pickCandidate(
  problem: Problem,
  { dx, dgamma, dbeta }: Candidate,
  columns: readonly number[],
): Candidate {
  const vector = (tensor: Tensor): Tensor => ({
    ...tensor,
    shape: [columns.length],
    values: Float64Array.from(columns, (k) => itemAt(tensor.values, k)),
  });
  const { shape } = withChannels(problem.layout, columns.length);
  return {
    ...(dx && { dx: { ...dx, shape, values: pickCells(problem, columns, dx.values) } }),
    ...(dgamma && { dgamma: vector(dgamma) }),
    ...(dbeta && { dbeta: vector(dbeta) }),
  };
}

/** These columns of a tensor in the layout of x. */
export function pickCells({ layout }: Problem, columns: readonly number[], values: Values): Float64Array {
  const buffer = new Float64Array(layout.rows);
  const picked = new Float64Array(layout.rows * columns.length);
  const own = withChannels(layout, columns.length);
  columns.forEach((k, j) => scatterColumn(own, gatherColumn(layout, values, k, buffer), j, picked));
  return picked;
}

/** The columns in which gamma is farthest from 1 and from -1, and beta from 0. */
function telling({ gamma, beta }: Problem): number[] {
  const farthest = (values: Float64Array, from: number): number =>
    values.reduce((best, value, k) => (Math.abs(value - from) > Math.abs(itemAt(values, best) - from) ? k : best), 0);
  return [farthest(gamma, 1), farthest(gamma, -1), farthest(beta, 0)];
}
