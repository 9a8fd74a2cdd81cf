import { sumOfProducts } from "../../arithmetic/sum-of-products";
import { gatherColumn } from "../../batchnorm/column";
import { numberAt } from "../../item-at";
import type { Problem } from "../../problem";
import type { Values } from "../../tensor";
import { createColumnReader } from "../formula/column-reader";
import { takePart } from "../../batchnorm/parts";
import { partsIn, type Statistics } from "../formula/column-statistics";
import { at } from "../formula/term-effect";
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
  const direct = directShare(s, dx);
  const given = new Float64Array(layout.rows);
  const right = new Float64Array(layout.rows);
  return ones.map((_, k) => {
    gatherColumn(layout, dx, k, given);
    gatherColumn(layout, base, k, right);
    const ratio = commonRatio(given, right);
    if (ratio !== undefined) return tidy(ratio);
    const gamma = at(direct, k);
    return Number.isFinite(gamma) && gamma !== 0 ? tidy(gamma) : at(problem.gamma, k);
  });
}

/** What stands in front of dout itself in each column of dx, in units of r. */
function directShare(s: Statistics, dx: Values): Float64Array {
  const products = new Float64Array(s.D);
  const squares = new Float64Array(s.D);
  for (const { part, s: own } of partsIn(s)) {
    const read = createColumnReader(own.problem, own.mask, own.centres);
    const given = new Float64Array(own.rows);
    for (let k = 0; k < own.D; k++) {
      const { g, xhat } = read(k);
      gatherColumn(own.problem.layout, takePart(part, dx), k, given);
      const [level, slope] = [at(own.level, k), at(own.slope, k)];
      const isMember = (i: number): boolean => own.problem.mask?.[i] !== 0;
      const rest = g.map((value, i) => (isMember(i) ? value - level - slope * numberAt(xhat, i) : value));
      products[k] = at(products, k) + sumOfProducts(given, rest);
      squares[k] = at(squares, k) + at(own.r, k) * at(own.restSquares, k);
    }
  }
  return products.map((product, k) => product / at(squares, k));
}

/** The ratio of two columns in more than half of the cells; undefined when they share none. */
function commonRatio(given: Float64Array, right: Float64Array): number | undefined {
  const ratios = given.map((value, i) => value / numberAt(right, i)).filter(Number.isFinite);
  if (ratios.length < 3) return undefined;
  const median = numberAt(ratios.sort(), Math.floor(ratios.length / 2));
  const size = Math.sqrt(right.reduce((sum, value) => sum + value * value, 0) / right.length);
  let products = 0;
  let squares = 0;
  let near = 0;
  given.forEach((value, i) => {
    const exact = numberAt(right, i);
    if (!(Math.abs(value - median * exact) <= NEAR * Math.abs(median) * size)) return;
    products += value * exact;
    squares += exact * exact;
    near++;
  });
  return 2 * near > given.length && median !== 0 ? products / squares : undefined;
}
