import { sumOfProducts } from "../../arithmetic/sum-of-products";
import { columnMembers, gatherColumn } from "../../batchnorm/column";
import { columnStatistics } from "../../batchnorm/batchnorm";
import { itemAt, numberAt } from "../../item-at";
import type { Problem } from "../../problem";
import type { Values } from "../../tensor";
import { at } from "../formula/term-effect";
import { fitsUnder, type Judged } from "./agrees-under";
import { numbersOf, type Convention } from "./conventions";
import { readGammaAgain } from "./gamma-read-off";
import { gradientsUnder } from "./gradients-under";
import { problemWith, type Setting } from "./setting";

const MOST_WORK = 2 ** 22; // cells times rows: each row is a place where the ReLU may open, and a pass over the tensor

/** Whether every place where the ReLU may open can be tried. */
export function canReadKinkOff({ layout, gamma }: Problem): boolean {
  // Where gamma is 0 the ReLU is open in all rows or in none, whatever x is.
  return layout.rows * layout.rows * layout.channels <= MOST_WORK && gamma.every((value) => value !== 0);
}

/** Whether the activation lets dout through whole or not, by a kink at 0. */
export function opensAtKink({ activation }: Problem): boolean {
  return activation === "relu" || activation === "leaky-relu";
}

/** Which of the two numbers that decide where the ReLU opens were not given. */
export interface OpenAtKink {
  readonly gamma: boolean;
  readonly beta: boolean;
}

/** Where a column's ReLU may open: between two neighbours of xhat, `at` a number between them. */
interface Place {
  readonly from: number;
  readonly at: number;
  readonly to: number;
}

/** The place that fits a column best, and what is left there. */
interface Best {
  readonly place: Place;
  readonly left: number;
  readonly gamma: number;
}

/**
 * Where the ReLU behind the batch norm opens in each column, when gamma or beta were not given: beta says nothing else of
 * the gradients, and gamma but for that is a factor of dx. So of all places between two values of xhat the one is taken
 * that fits.
 */
export function readKinkOff(problem: Problem, judged: Judged, setting: Setting, open: OpenAtKink): Convention[] {
  const nearest = nearestKink(problem, judged, setting, open);
  if (!nearest || !fitsUnder(problem, judged, { ...setting, ...nearest })) return [];
  const any = " (any that opens the ReLU at the same cells)";
  const gamma = open.gamma ? [`gamma = ${numbersOf(nearest.gamma)}${judged.candidate.dx ? "" : any}`] : [];
  const beta = open.beta ? [`beta = ${numbersOf(nearest.beta)}${any}`] : [];
  const set = {
    ...(open.gamma ? { gamma: Array.from(nearest.gamma) } : {}),
    ...(open.beta ? { beta: Array.from(nearest.beta) } : {}),
  };
  return [{ setting: { ...setting, ...nearest }, set, words: `with ${[...gamma, ...beta].join(" and ")}` }];
}

/** gamma and beta of the places that fit best in each column; undefined when not every place can be tried. */
export function nearestKink(
  problem: Problem,
  judged: Judged,
  setting: Setting,
  open: OpenAtKink,
): { readonly gamma: Float64Array; readonly beta: Float64Array } | undefined {
  const changed = problemWith(problem, setting);
  if (!canReadKinkOff(changed) || changed.sets.length > 1 || !opensAtKink(changed)) return undefined;
  const { dgamma, dbeta } = judged.candidate;
  // The candidate has its channels on another axis than this setting.
  if ([dgamma, dbeta].some((tensor) => tensor && tensor.values.length !== changed.layout.channels)) return undefined;
  const best = bestPlaces(changed, judged, open);
  const opening = (gamma: Float64Array): Float64Array =>
    open.beta
      ? gamma.map((value, k) => {
          const { place } = itemAt(best, k);
          return roundestNear(-value * place.at, -value * place.from, -value * place.to);
        })
      : changed.beta;
  let gamma: Float64Array = Float64Array.from(best, (one) => one.gamma);
  const { dx } = judged.candidate;
  const precision = judged.precisions.dx;
  if (open.gamma && dx && precision) {
    gamma = readGammaAgain(problem, dx, { ...setting, beta: opening(gamma) }, gamma, precision);
  }
  const found =
    best.every(({ left }) => left < Infinity) && gamma.every((value) => Number.isFinite(value) && value !== 0);
  return found ? { gamma, beta: opening(gamma) } : undefined;
}

function bestPlaces(changed: Problem, judged: Judged, open: OpenAtKink): Best[] {
  const { rows: N, channels: D } = changed.layout;
  const places = placesOf(changed);
  const best = places.map((own, k): Best => ({ place: itemAt(own, 0), left: Infinity, gamma: at(changed.gamma, k) }));
  for (const sign of open.gamma ? [1, -1] : [1]) {
    const gamma = open.gamma ? new Float64Array(D).fill(sign) : changed.gamma;
    for (let i = 0; i <= N; i++) {
      const tried = places.map((own) => itemAt(own, i));
      const beta = gamma.map((value, k) => -value * itemAt(tried, k).at);
      const gradients = gradientsUnder(changed, { gamma, beta });
      for (const [k, place] of tried.entries()) {
        const { left, scale } = misfit(changed, judged, gradients, k, open.gamma);
        const [was, given] = [at(gamma, k), at(changed.beta, k)];
        // A column that is closed everywhere, and one without dx, says nothing of gamma but that.
        const isAnyGamma = open.beta || given === 0;
        const own = !Number.isNaN(scale) ? was * scale : isAnyGamma ? was : -given / placeOn(place, -given * was);
        const opens = -given / own;
        if (!(left < itemAt(best, k).left) || own * was < 0) continue;
        if (open.beta || (opens >= place.from && opens <= place.to)) best[k] = { place, left, gamma: own };
      }
    }
  }
  return best;
}

/** A number of a place on one side of 0; NaN where it has none. */
function placeOn({ from, at: middle, to }: Place, side: number): number {
  const sign = Math.sign(side);
  if (Math.sign(middle) === sign) return middle;
  const bound = sign > 0 ? to : from;
  if (Math.sign(bound) !== sign) return NaN;
  return Number.isFinite(bound) ? bound / 2 : sign;
}

/** Of each column, below all values of xhat, between two neighbours, and above all. */
function placesOf(problem: Problem): Place[][] {
  const x = new Float64Array(problem.layout.rows);
  return Array.from({ length: problem.layout.channels }, (_, k) => {
    gatherColumn(problem.layout, problem.x, k, x);
    const { unit, m, delta, r } = itemAt(columnStatistics(problem, k, x), 0);
    const sorted = x.map((value) => (value / unit - m - delta.hi) * r.hi).sort();
    return [...sorted, Infinity].map((to, i): Place => {
      const from = sorted[i - 1] ?? -Infinity;
      return { from, to, at: i === 0 ? to - 1 : i === sorted.length ? from + 1 : (from + to) / 2 };
    });
  });
}

/** Squared distance of a column from the candidate's, with the best factor in front of dx where gamma is open. */
function misfit(
  { layout }: Problem,
  { candidate }: Judged,
  gradients: { readonly dx: Float64Array; readonly dgamma: Float64Array; readonly dbeta: Float64Array },
  k: number,
  gammaIsOpen: boolean,
): { left: number; scale: number } {
  let left = 0;
  let scale = gammaIsOpen ? NaN : 1;
  const { dx, dgamma, dbeta } = candidate;
  if (dx) {
    const given = columnOf(layout, dx.values, k);
    const right = columnOf(layout, gradients.dx, k);
    scale = gammaIsOpen ? sumOfProducts(given, right) / sumOfProducts(right, right) : 1; // NaN where the ReLU is closed everywhere
    if (scale <= 0) return { left: Infinity, scale };
    const taken = Number.isNaN(scale) ? 0 : scale;
    left = given.reduce((sum, value, i) => sum + (value - (taken === 0 ? 0 : taken * numberAt(right, i))) ** 2, 0);
  }
  if (dgamma) left += (numberAt(dgamma.values, k) - at(gradients.dgamma, k)) ** 2;
  if (dbeta) left += (numberAt(dbeta.values, k) - at(gradients.dbeta, k)) ** 2;
  return { left, scale };
}

function columnOf(layout: Problem["layout"], values: Values, k: number): Float64Array {
  return columnMembers(layout, values, k);
}

/** The number of fewest digits near a value, and between two others. */
function roundestNear(value: number, one: number, other: number): number {
  const [low, high] = one < other ? [one, other] : [other, one];
  if (low < 0 && high > 0) return 0;
  for (let digits = 1; digits < 17; digits++) {
    const round = Number(value.toPrecision(digits));
    if (round > low && round < high) return round;
  }
  return value;
}
