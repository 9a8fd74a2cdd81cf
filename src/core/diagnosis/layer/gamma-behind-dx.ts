import { solveSymmetric } from "../../arithmetic/symmetric-equations";
import { itemAt, numberAt } from "../../item-at";
import { affineIndexOf } from "../../layout";
import type { Candidate, Problem } from "../../problem";
import { allowance } from "../evidence/allowance";
import type { GivenPrecision } from "../evidence/given-precision";
import { isOpen } from "../fits/open-keys";
import { dxUnder } from "./family/formulas";
import { LayerSets } from "./family/layer-sets";
import { LayerTerms } from "./layer-terms";

const MOST_ENTRIES = 64; // of gamma: each has an effect on all of dx
const MOST_WORK = 2 ** 20; // entries times cells
const REFINED = 3; // solutions of the same equations for what the one before has left
const NOTHING = 1e-12; // of the largest pivot: an entry that dx does not tell
const WEIGHED = 2; // times, as what a cell may be off by grows with gamma

/**
 * The gamma that dx was made with, where the source gives none: without an activation dx is linear in gamma, so that the
 * gammas of least squares are found by equations. undefined where it is not asked for.
 */
export function gammaBehindDx(
  problem: Problem,
  { dx }: Candidate,
  precision: GivenPrecision,
): Float64Array | undefined {
  const { gamma, activation, x } = problem;
  const size = gamma.length;
  if (!dx || activation !== "none" || !isOpen(problem, "gamma")) return undefined;
  if (size > MOST_ENTRIES || size * x.length > MOST_WORK || !dx.values.every(Number.isFinite)) return undefined;
  if (dx.values.every((value) => value === 0)) return undefined; // nobody's gamma: it was never computed
  const s = new LayerSets(problem);
  const effects = Array.from({ length: size }, (_, j) => dxOf(s, (a) => Number(a === j)));
  const given = Float64Array.from(dx.values);
  let found = gamma;
  for (let time = 0; time < WEIGHED; time++) {
    const allowed = allowedUnder({ ...problem, gamma: found }, precision, given);
    found = leastSquares(s, given, { effects, allowed, from: found });
  }
  return found.every(Number.isFinite) ? found : undefined;
}

/** What least squares leave, in what each cell may be off by: no more than one for each cell, where gamma is the right one. */
export function isLeftOfGamma(
  problem: Problem,
  exact: Float64Array,
  { dx }: Candidate,
  precision: GivenPrecision,
): boolean {
  if (!dx) return false;
  const allowed = allowedUnder(problem, precision, exact);
  const left = exact.reduce((sum, value, i) => {
    const distance = value - numberAt(dx.values, i);
    return distance === 0 ? sum : sum + (distance / numberAt(allowed, i)) ** 2;
  }, 0);
  return left <= exact.length;
}

function leastSquares(
  s: LayerSets,
  given: Float64Array,
  {
    effects,
    allowed,
    from,
  }: { readonly effects: readonly Float64Array[]; readonly allowed: Float64Array; readonly from: Float64Array },
): Float64Array {
  const weights = allowed.map((value) => (value > 0 ? 1 / value : 0));
  const weighed = effects.map((effect) => product(effect, weights));
  const squares = weighed.map((one) => weighed.map((other) => sum(product(one, other))));
  let found = from;
  for (let step = 0; step < REFINED; step++) {
    const made = dxOf(s, (a) => numberAt(found, a));
    const left = given.map((value, i) => (value - numberAt(made, i)) * numberAt(weights, i));
    const moved = solveSymmetric(
      squares.map((row, i) => [...row, sum(product(itemAt(weighed, i), left))]),
      NOTHING,
    );
    found = found.map((value, i) => value + (numberAt(moved, i) || 0));
  }
  return found;
}

/** dx with another gamma. */
function dxOf(s: LayerSets, gamma: (a: number) => number): Float64Array {
  return s.scatter((set) =>
    dxUnder(
      set,
      set.g.map((value, i) => value * gamma(affineIndexOf(s.layout, i, set.k))),
    ),
  );
}

/** How far each cell of dx may be off. */
function allowedUnder(problem: Problem, precision: GivenPrecision, dx: Float64Array): Float64Array {
  const magnitudes = new LayerTerms(problem).of("dx", precision);
  return dx.map((value, i) => allowance(precision, problem.layout.rows, value, magnitudes(i)).unsure);
}

function product(one: Float64Array, other: Float64Array): Float64Array {
  return one.map((value, i) => value * numberAt(other, i));
}

function sum(values: Float64Array): number {
  return values.reduce((all, value) => all + value, 0);
}
