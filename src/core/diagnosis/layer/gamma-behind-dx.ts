import { batchnormForward, batchnormGradients } from "../../batchnorm/batchnorm";
import { itemAt, numberAt } from "../../item-at";
import { offsetOf } from "../../layout";
import type { Candidate, Problem } from "../../problem";
import type { Values } from "../../tensor";
import { isOpen } from "../fits/open-keys";

const MOST_ENTRIES = 64; // of gamma: each takes a gradient of the whole
const MOST_WORK = 2 ** 20; // entries times cells
const REFINED = 3; // solutions of the same equations for what the one before has left
const NOTHING = 1e-12; // of the largest pivot: an entry that dx does not tell

/**
 * The gamma that dx was made with, where the source gives none: without an activation dx is linear in gamma, so that the
 * gammas of least squares are found by equations. undefined where it is not asked for.
 */
export function gammaBehindDx(problem: Problem, { dx }: Candidate): Float64Array | undefined {
  const { gamma, activation, x } = problem;
  const size = gamma.length;
  if (!dx || activation !== "none" || !isOpen(problem, "gamma")) return undefined;
  if (size > MOST_ENTRIES || size * x.length > MOST_WORK || !dx.values.every(Number.isFinite)) return undefined;
  if (dx.values.every((value) => value === 0)) return undefined; // nobody's gamma: it was never computed
  const sizes = sizesOf(problem);
  const inOnes = (values: Values): Float64Array => Float64Array.from(values, (value, i) => value / numberAt(sizes, i));
  const dxOf = (values: Float64Array): Float64Array =>
    inOnes(batchnormGradients({ ...problem, gamma: values }, "standard").dx);
  const given = inOnes(dx.values);
  const effects = Array.from({ length: size }, (_, j) => dxOf(Float64Array.from(gamma, (_, i) => Number(i === j))));
  const squares = effects.map((one) => Float64Array.from(effects, (other) => product(one, other)));
  let found = gamma;
  for (let step = 0; step < REFINED; step++) {
    const made = dxOf(found);
    const left = given.map((value, i) => value - numberAt(made, i));
    const moved = solved(
      squares,
      Float64Array.from(effects, (effect) => product(effect, left)),
    );
    found = found.map((value, i) => value + numberAt(moved, i));
  }
  return found.every(Number.isFinite) ? found : undefined;
}

/** r at each cell: what rounds dx there is of that size, so that no set of little variance outweighs the others. */
function sizesOf(problem: Problem): Float64Array {
  const { layout, x } = problem;
  const { columns } = batchnormForward(problem).cache;
  const sizes = new Float64Array(x.length);
  columns.forEach((column, k) => {
    const { r, unit } = itemAt(column, 0);
    for (let i = 0; i < layout.rows; i++) sizes[offsetOf(layout, i, k)] = r.hi / unit;
  });
  return sizes;
}

function product(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, value, i) => sum + value * numberAt(other, i), 0);
}

/** Solves symmetric equations by elimination; unknowns that they do not tell are 0. */
function solved(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const rows = matrix.map((row, i) => Float64Array.of(...row, numberAt(right, i)));
  const size = rows.length;
  const least = NOTHING * Math.max(...matrix.map((row, i) => numberAt(row, i)));
  const told = rows.map(() => false);
  for (let k = 0; k < size; k++) {
    // Of what is left of such a matrix the largest number stands on its diagonal.
    const open = Array.from(rows.keys()).filter((i) => told[i] === false);
    const pivot = open.reduce((best, i) => (best < 0 || diagonal(rows, i) > diagonal(rows, best) ? i : best), -1);
    if (!(diagonal(rows, pivot) > least)) break;
    told[pivot] = true;
    const own = itemAt(rows, pivot);
    rows.forEach((row, i) => {
      if (i === pivot) return;
      const factor = numberAt(row, pivot) / numberAt(own, pivot);
      for (let j = 0; j <= size; j++) row[j] = numberAt(row, j) - factor * numberAt(own, j);
    });
  }
  return Float64Array.from(rows, (row, i) => (told[i] === true ? numberAt(row, size) / numberAt(row, i) : 0));
}

const diagonal = (rows: readonly Float64Array[], i: number): number => numberAt(itemAt(rows, i), i);
