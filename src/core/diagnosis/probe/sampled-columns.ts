import { gatherColumn, scatterColumn } from "../../batchnorm/column";
import { itemAt } from "../../item-at";
import { withChannels } from "../../layout";
import type { Problem } from "../../problem";
import type { Values } from "../../tensor";
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
  const channels = columns.length;
  const layout = withChannels(problem.layout, channels);
  const buffer = new Float64Array(N);
  const copy = (values: Values): Float64Array => {
    const picked = new Float64Array(N * channels);
    columns.forEach((k, j) => scatterColumn(layout, gatherColumn(problem.layout, values, k, buffer), j, picked));
    return picked;
  };
  const pick = (values: Float64Array): Float64Array => Float64Array.from(columns, (k) => itemAt(values, k));
  const { running } = problem;
  return {
    ...problem,
    layout,
    x: copy(problem.x),
    dout: copy(problem.dout),
    gamma: pick(problem.gamma),
    beta: pick(problem.beta),
    running: running && { mean: pick(running.mean), variance: pick(running.variance) },
    candidate: undefined,
  };
}

/** The columns in which gamma is farthest from 1 and from -1, and beta from 0. */
function telling({ gamma, beta }: Problem): number[] {
  const farthest = (values: Float64Array, from: number): number =>
    values.reduce((best, value, k) => (Math.abs(value - from) > Math.abs(itemAt(values, best) - from) ? k : best), 0);
  return [farthest(gamma, 1), farthest(gamma, -1), farthest(beta, 0)];
}
