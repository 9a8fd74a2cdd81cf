import { gatherColumn } from "../../batchnorm/column";
import type { Values } from "../../tensor";
import { createColumnReader, type Column } from "../formula/column-reader";
import type { Statistics } from "../formula/column-statistics";
import { fillLine, lineOf, type Line } from "../formula/dx-line";
import type { Effect } from "../formula/term-effect";
import { slackOf, stepsOf } from "./allowance";
import { resolution, roundoff, type GivenPrecision } from "./given-precision";
import { inputRounding } from "./input-rounding";
import { runningNearby, type Nearby } from "./running-nearby";

/**
 * What is to be explained about one tensor: the difference between candidate and reference in each column, on an
 * orthonormal basis of {1, xhat, rest of g}, and what lies outside of that span. All in units of the column's noise, so
 * that columns of all sizes count alike and 1 means: as large as rounding makes it.
 */
export interface DxObservation {
  readonly statistics: Statistics;
  readonly one: Float64Array; // (D) component along 1
  readonly xhat: Float64Array; // (D) along xhat
  readonly rest: Float64Array; // (D) along the rest of g
  readonly outside: Float64Array; // (D) squared norm outside of the span
  readonly total: Float64Array; // (D) squared norm of the difference
  readonly noise: Float64Array; // (D) of one cell
  /** Sum of `total`. */
  readonly square: number;
  readonly sumOutside: number;
  /** Cells that are not finite: they say nothing, and count as equal to the reference. */
  readonly unusable: number;
  /** What the running statistics may have been before they were printed. */
  readonly nearby: readonly Nearby[];
}

/** The column of dx that statement (1,1,1) of the formula gives under the statistics' mask. */
function reference(s: Statistics, k: number, line: Line, column: Column, into: Float64Array): void {
  lineOf(s, {}, k, line);
  fillLine(s, line, column, into);
}

/**
 * Compares a candidate dx with the exact one or, under another mask than the correct one, with what the formula gives.
 * One pass over the tensor.
 */
export function observeDx(
  s: Statistics,
  exact: Float64Array,
  candidate: Values,
  precision: GivenPrecision,
): DxObservation {
  const { rows, D } = s;
  const { layout } = s.problem;
  const read = createColumnReader(s.problem, s.mask, s.centres);
  const given = new Float64Array(rows);
  const expected = new Float64Array(rows);
  const line: Line = { g: 0, one: 0, xhat: 0 };
  const array = (): Float64Array => new Float64Array(D);
  const o = { one: array(), xhat: array(), rest: array(), outside: array(), total: array(), noise: array() };
  let unusable = 0;
  for (let k = 0; k < D; k++) {
    const column = read(k);
    gatherColumn(layout, candidate, k, given);
    if (s.mask === "correct") gatherColumn(layout, exact, k, expected);
    else reference(s, k, line, column, expected);

    const rms = difference(given, expected);
    if (rms.unusable) unusable += rms.unusable;
    o.noise[k] = noiseOf(s, k, precision, rms.size);
    project(s, k, column, given, o);
  }
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  return {
    statistics: s,
    ...o,
    square: sum(o.total),
    sumOutside: sum(o.outside),
    unusable,
    nearby: runningNearby(s, precision),
  };
}

/** given -= expected, with 0 where either is not finite; and the root mean square of given before. */
function difference(given: Float64Array, expected: Float64Array): { size: number; unusable: number } {
  let largest = 0;
  let unusable = 0;
  for (let i = 0; i < given.length; i++) {
    if (!Number.isFinite(given[i]) || !Number.isFinite(expected[i])) {
      if (!Object.is(given[i], expected[i])) unusable++;
      given[i] = 0;
      continue;
    }
    largest = Math.max(largest, Math.abs(given[i]));
    given[i] -= expected[i];
  }
  return { size: largest, unusable };
}

/** Rounding of one cell: of the terms, of the numbers as they are held, and of a candidate larger than its terms. */
export function noiseOf(s: Statistics, k: number, precision: GivenPrecision, largest: number): number {
  const width = Math.sqrt(s.xhatSquares[k] / s.N);
  const slack = slackOf(s, k, width, stepsOf(precision, s.rows));
  const computed = stepsOf(precision, s.rows) * ((s.size[k] + largest) * (1 + s.offset[k]) + slack);
  const rounded = roundoff(precision) * largest + (precision.printed ? resolution(precision, largest) : 0);
  const inputs = precision.inputs?.shared === true ? (inputRounding(s, precision)?.typical(k) ?? 0) : 0;
  // A mistake that makes the numbers larger makes what the inputs lost larger, too.
  const grown = s.size[k] > 0 ? 1 + (2 * largest) / s.size[k] : 1;
  return computed + rounded + inputs * grown + 1e-300;
}

type Components = Pick<DxObservation, "one" | "xhat" | "rest" | "outside" | "total" | "noise">;

function project(s: Statistics, k: number, { g, xhat }: Column, d: Float64Array, o: Components): void {
  const { N, rows } = s;
  const { mask } = s.problem;
  const noise = o.noise[k];
  // Of a row that makes no statistics the whole of g is rest: 1 and xhat are 0 there.
  const rest = (i: number): number => (mask?.[i] === 0 ? g[i] : g[i] - s.level[k] - s.slope[k] * xhat[i]);
  let one = 0;
  let alongXhat = 0;
  let alongRest = 0;
  for (let i = 0; i < rows; i++) {
    d[i] /= noise;
    alongRest += d[i] * rest(i);
    if (mask?.[i] === 0) continue;
    one += d[i];
    alongXhat += d[i] * xhat[i];
  }
  const perOne = one / N;
  const perXhat = s.xhatSquares[k] > 0 ? alongXhat / s.xhatSquares[k] : 0;
  const perRest = s.restSquares[k] > 0 ? alongRest / s.restSquares[k] : 0;
  let outside = 0;
  let total = 0;
  for (let i = 0; i < rows; i++) {
    total += d[i] * d[i];
    const inside = mask?.[i] === 0 ? 0 : perOne + perXhat * xhat[i];
    const beside = d[i] - inside - perRest * rest(i);
    outside += beside * beside;
  }
  o.one[k] = perOne * Math.sqrt(N);
  o.xhat[k] = perXhat * Math.sqrt(s.xhatSquares[k]);
  o.rest[k] = perRest * Math.sqrt(s.restSquares[k]);
  o.outside[k] = outside;
  o.total[k] = total;
}

/** Components on {1, xhat, rest of g} of the difference that an effect makes in column k, in units of noise. */
export function componentsOf(o: DxObservation, effect: Effect, k: number, into: Line): Line {
  const s = o.statistics;
  lineOf(s, effect, k, into);
  const right = s.gamma[k] * s.r[k];
  const paths = s.training ? right : 0;
  const dg = into.g - right;
  const noise = o.noise[k];
  into.one = ((into.one + paths * s.gbar[k] + dg * s.level[k]) * Math.sqrt(s.N)) / noise;
  into.xhat = ((into.xhat + paths * s.c[k] + dg * s.slope[k]) * Math.sqrt(s.xhatSquares[k])) / noise;
  into.g = (dg * Math.sqrt(s.restSquares[k])) / noise;
  return into;
}

/** Of the squared difference: what running statistics nearby may make of it. More of it would explain what it likes. */
const MOST_NEARBY = 0.01;

/**
 * What an effect leaves unexplained: squared norm of the difference minus the effect, in units of noise. A column in
 * which the effect is not finite stays wholly unexplained. `nearby`: the effect of running statistics nearby, for each
 * of them on both sides; what it moves is noise, too.
 */
export function leftBy(o: DxObservation, effect: Effect, nearby: readonly (readonly Effect[])[] = []): number {
  const line: Line = { g: 0, one: 0, xhat: 0 };
  const other: Line = { g: 0, one: 0, xhat: 0 };
  let left = 0;
  for (let k = 0; k < o.statistics.D; k++) {
    const { g, one, xhat } = componentsOf(o, effect, k, line);
    const square = o.outside[k] + (o.one[k] - one) ** 2 + (o.xhat[k] - xhat) ** 2 + (o.rest[k] - g) ** 2;
    let moved = 0;
    for (const sides of nearby) {
      const distances = sides.map((side) => {
        const near = componentsOf(o, side, k, other);
        return Math.hypot(near.g - g, near.one - one, near.xhat - xhat);
      });
      moved += Math.max(0, ...distances);
    }
    const noise = moved ** 2 <= MOST_NEARBY * o.total[k] ? 1 + moved / Math.sqrt(o.statistics.rows) : 1;
    left += Number.isFinite(square) ? square / noise ** 2 : o.total[k];
  }
  return left;
}
