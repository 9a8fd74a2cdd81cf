import { gatherColumn } from "../../batchnorm/column";
import type { Problem } from "../../problem";
import type { Values } from "../../tensor";
import { createColumnReader } from "../formula/column-reader";
import type { Statistics } from "../formula/column-statistics";
import { tidy } from "./gamma-read-off";
import { gradientsUnder } from "./gradients-under";

const NEAR = 1e-3; // of the column's size: so near a cell counts as one that the ratio fits

/**
 * The gamma that stands behind a dx that no gamma makes right, so that the rest of it can be judged: in each column the
 * ratio that most of its cells have; else the part of dx that follows dout itself, which the paths do not touch.
 */
export function gammaBehind(problem: Problem, s: Statistics, dx: Values): Float64Array {
  const { layout } = problem;
  const ones = new Float64Array(layout.channels).fill(1);
  const base = gradientsUnder(problem, { gamma: ones }).dx;
  const read = createColumnReader(problem, s.mask, s.centres);
  const given = new Float64Array(layout.rows);
  const right = new Float64Array(layout.rows);
  return ones.map((_, k) => {
    gatherColumn(layout, dx, k, given);
    gatherColumn(layout, base, k, right);
    const ratio = commonRatio(given, right);
    if (ratio !== undefined) return tidy(ratio);
    const { g, xhat } = read(k);
    let products = 0;
    for (let i = 0; i < given.length; i++) products += given[i] * (g[i] - s.gbar[k] - s.slope[k] * xhat[i]);
    const gamma = products / (s.r[k] * s.restSquares[k]);
    return Number.isFinite(gamma) && gamma !== 0 ? tidy(gamma) : problem.gamma[k];
  });
}

/** The ratio of two columns in more than half of the cells; undefined when they share none. */
function commonRatio(given: Float64Array, right: Float64Array): number | undefined {
  const ratios = given.map((value, i) => value / right[i]).filter(Number.isFinite);
  if (ratios.length < 3) return undefined;
  const median = ratios.sort()[Math.floor(ratios.length / 2)];
  const size = Math.sqrt(right.reduce((sum, value) => sum + value * value, 0) / right.length);
  let products = 0;
  let squares = 0;
  let near = 0;
  for (let i = 0; i < given.length; i++) {
    if (!(Math.abs(given[i] - median * right[i]) <= NEAR * Math.abs(median) * size)) continue;
    products += given[i] * right[i];
    squares += right[i] * right[i];
    near++;
  }
  return 2 * near > given.length && median !== 0 ? products / squares : undefined;
}
