import { sumOfProducts } from "../../arithmetic/sum-of-products";
import { numberAt } from "../../item-at";
import type { ActivationSlope } from "./activation-slopes";
import { distances, type Affine, type ToldColumn } from "./told-column";

const MOST_SLOPES = 2 ** 15; // of one column and one activation on the grid
const STEPPED = 4; // times as many where every place is a pattern of its own
const SMALLEST = 0.05;
const LARGEST = 6; // gammas of the grid, of either sign
const WIDEST = 4; // betas of the grid, to either side of 0
const STARTS = 4; // best places of the grid that are followed
const STEPS = 30;
const SLOW = 0.9; // of the squares: where a step leaves more, nothing is ahead that fits
const EVENINGS = 30;

/** Which of the two numbers of a column are to be found, and where the others stand. */
export interface OpenAffine {
  readonly gamma: boolean;
  readonly beta: boolean;
  readonly at: Affine;
}

/** A gamma and a beta, and the squares of what is left there. */
interface Place {
  readonly affine: Affine;
  readonly left: number;
}

type Distances = (affine: Affine) => Float64Array;

/**
 * The gamma and the beta of a column behind an activation, those of them that were not given: the best places of a grid,
 * followed by Levenberg and Marquardt's method, and moved to where the worst cell is off least.
 */
export function readAffineOff(
  column: ToldColumn,
  { at: slope, steps = false }: ActivationSlope,
  open: OpenAffine,
): Affine | undefined {
  if (![column.xhat, column.dout, column.given].every((values) => values.every(Number.isFinite))) return undefined;
  if (column.given.every((value) => value === 0)) return open.at; // any will do
  const of: Distances = (affine) => distances(column, slope, affine);
  const quick = tableOf(slope);
  const roughly: Distances = (affine) => distances(column, quick, affine);
  const grid = gridOf(open, ((steps ? STEPPED : 1) * MOST_SLOPES) / column.xhat.length).map((affine) => ({
    affine,
    left: squares(roughly(affine)),
  }));
  const starts = grid.sort((one, other) => one.left - other.left).slice(0, STARTS);
  let best: Place | undefined;
  for (const start of starts) {
    const found = follow(of, open, steps ? nearer(of, open, start) : start);
    if (found.left < (best?.left ?? Infinity)) best = found;
    if (largest(of(found.affine)) <= 1) break;
  }
  if (!best) return undefined;
  const [gamma, beta] = column.isRounded ? evened(of, open, best.affine) : best.affine;
  return [rounded(gamma), rounded(beta)];
}

/** The slope from a table: near enough for a grid, and quick. */
function tableOf(slope: ActivationSlope["at"]): ActivationSlope["at"] {
  const table = TABLES.get(slope) ?? Float64Array.from({ length: 2 * REACH * FINE + 1 }, (_, i) => slope(i / FINE - REACH));
  TABLES.set(slope, table);
  return (z) => numberAt(table, Math.round((Math.max(-REACH, Math.min(REACH, z)) + REACH) * FINE));
} // prettier-ignore

const REACH = 16; // of a table, to either side of 0
const FINE = 128; // entries to 1
const TABLES = new WeakMap<ActivationSlope["at"], Float64Array>();

const squares = (values: Float64Array): number => sumOfProducts(values, values);
const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** About as many places as may be tried: gammas by their ratio, betas by their difference. */
function gridOf({ gamma, beta, at }: OpenAffine, most: number): Affine[] {
  const side = Math.floor(gamma && beta ? Math.sqrt(most / 2) : gamma ? most / 2 : most);
  const steps = Array.from({ length: side }, (_, i) => i / (side - 1));
  const sizes = steps.map((step) => SMALLEST * (LARGEST / SMALLEST) ** step);
  const gammas = gamma ? [...sizes, ...sizes.map((size) => -size)] : [at[0]];
  const betas = beta ? steps.map((step) => WIDEST * (2 * step - 1)) : [at[1]];
  return gammas.flatMap((one) => betas.map((other): Affine => [one, other]));
}

/** Closer and closer grids around a place: where there is a pattern everywhere, nothing is told by slopes. */
function nearer(of: Distances, open: OpenAffine, start: Place): Place {
  let best = start;
  for (let width = 0.25; width > 1e-3; width /= 2) {
    const [gamma, beta] = best.affine;
    for (const own of open.gamma ? AROUND : [0]) {
      for (const other of open.beta ? AROUND : [0]) {
        const affine: Affine = [gamma * (1 + width * own), beta + width * other];
        const left = squares(of(affine));
        if (left < best.left) best = { affine, left };
      }
    }
  }
  return best;
}

const AROUND = [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1];

/** Downhill from a place by damped steps. */
function follow(of: Distances, open: OpenAffine, start: Place): Place {
  let { affine, left } = start;
  let damping = 1e-3;
  for (let step = 0; step < STEPS; step++) {
    const moved = stepFrom(of, open, affine, damping);
    const leftThere = squares(of(moved));
    if (!(leftThere < left)) {
      damping *= 10;
      if (damping > 1e3) break;
      continue;
    }
    const isThere = step > 2 && leftThere > SLOW * left;
    [affine, left, damping] = [moved, leftThere, damping / 10];
    if (isThere) break;
  }
  return { affine, left };
}

/** One step of Gauss and Newton's method on weighted distances, damped in proportion to the squares of the slopes. */
function stepFrom(of: Distances, open: OpenAffine, [gamma, beta]: Affine, damping: number, weights?: Float64Array): Affine {
  const weighted = (values: Float64Array): Float64Array =>
    weights ? values.map((value, i) => value * numberAt(weights, i)) : values;
  const here = of([gamma, beta]);
  const slopeOf = (h: number, there: Affine): Float64Array => of(there).map((value, i) => (value - numberAt(here, i)) / h);
  const [h, k] = [1e-7 * Math.abs(gamma), 1e-7 * Math.max(1, Math.abs(beta))];
  const byGamma = open.gamma ? slopeOf(h, [gamma + h, beta]) : new Float64Array(here.length);
  const byBeta = open.beta ? slopeOf(k, [gamma, beta + k]) : new Float64Array(here.length);
  const [own, other] = [weighted(byGamma), weighted(byBeta)];
  const aa = sumOfProducts(own, byGamma) * (1 + damping) || 1;
  const bb = sumOfProducts(other, byBeta) * (1 + damping) || 1;
  const ab = sumOfProducts(own, byBeta);
  const [a, b] = [-sumOfProducts(own, here), -sumOfProducts(other, here)];
  const determinant = aa * bb - ab * ab;
  if (!(determinant > 0)) return [gamma + a / aa, beta];
  return [gamma + (a * bb - b * ab) / determinant, beta + (b * aa - a * ab) / determinant];
} // prettier-ignore

/** To where the worst of the distances is least (Lawson's method): the right place leaves none above 1. */
function evened(of: Distances, open: OpenAffine, start: Affine): Affine {
  let best = start;
  let worst = largest(of(start));
  let affine = start;
  let weights = new Float64Array(of(start).length).fill(1);
  for (let round = 0; round < EVENINGS && worst > 0.5; round++) {
    const left = of(affine);
    weights = weights.map((weight, i) => weight * Math.abs(numberAt(left, i)));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    weights = weights.map((weight) => weight / sum);
    affine = stepFrom(of, open, affine, 0, weights);
    const own = largest(of(affine));
    if (own < worst) [best, worst] = [affine, own];
  }
  return best;
}

/** Without what the search added to a number of few digits. */
function rounded(value: number): number {
  for (let digits = 1; digits <= 8; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.abs(short - value) <= 1e-11 * Math.abs(value)) return short;
  }
  return value;
}
