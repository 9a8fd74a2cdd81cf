import { slopeAt } from "../../activation/acting";
import { sumOfProducts } from "../../arithmetic/sum-of-products";
import { itemAt, numberAt } from "../../item-at";
import { columnMembers } from "../../batchnorm/column";
import { degreesOf } from "../../conventions";
import type { Problem } from "../../problem";
import type { Values } from "../../tensor";
import { resolution, type GivenPrecision } from "../evidence/given-precision";
import { halfUnit, type Digits } from "../../printed-digits";
import { rootOf } from "../formula/column-reader";
import type { Judged } from "./agrees-under";
import type { Convention } from "./conventions";
import { problemWith, type Setting } from "./setting";
import { splitInto } from "./uneven-parts";

const MOST_WORK = 2 ** 22; // stretches times their rows
const COLUMNS = 3; // that tell the parts
const FEWEST_ROWS = 3; // of a part, on average: of two rows dx is nearly 0 whatever dout is
const ROUNDING = 1e-6; // of a cell's terms: every cell is held against the exact one afterwards

/**
 * Parts of the batch of any sizes, as dx itself tells them: a stretch of samples can be a part when dx is right for
 * statistics of that stretch alone, whatever the others are. Of all ways to cut the batch into such stretches the one of
 * the fewest is taken. Where gamma is open, dx counts but for a factor.
 */
export function partsReadOff(problem: Problem, judged: Judged, setting: Setting, gammaIsOpen: boolean): Convention[] {
  const { dx } = judged.candidate;
  const precision = judged.precisions.dx;
  if (!dx || !precision || setting.axis !== undefined || setting.split || setting.mask) return [];
  const changed = problemWith(problem, setting);
  const { samples, positions, axis } = changed.layout;
  if (changed.mode === "eval" || axis === 0 || changed.mask) return [];
  if (gammaIsOpen && changed.activation !== "none") return [];
  if ((samples * samples * samples * positions) / 6 > MOST_WORK) return [];
  const columns = tellingColumns(changed).map((k) => columnOf(changed, dx.values, precision, k));
  if (columns.length === 0) return [];
  const split = fewestParts(samples, (from, to) =>
    columns.every((column) => isPart(changed, column, { from: from * positions, to: to * positions }, gammaIsOpen)),
  );
  const isNew = split.length > 1 && split.join() !== changed.split.join();
  return isNew && samples * positions >= FEWEST_ROWS * split.length ? [splitInto(split)] : [];
}

/** One column of everything that dx is made of. */
interface Told {
  readonly x: Float64Array; // (N)
  readonly dout: Float64Array; // (N)
  readonly dx: Float64Array; // (N)
  readonly gamma: number;
  readonly beta: number;
  readonly precision: GivenPrecision;
  readonly hx: number; // half units of the inputs, where those were printed
  readonly hg: number;
}

/** The columns whose gamma is largest: dx is 0 where gamma is. */
function tellingColumns({ gamma }: Problem): number[] {
  const size = (k: number): number => Math.abs(numberAt(gamma, k));
  return Array.from(gamma.keys())
    .filter((k) => size(k) > 0)
    .sort((one, other) => size(other) - size(one))
    .slice(0, COLUMNS);
}

function columnOf(problem: Problem, given: Values, precision: GivenPrecision, k: number): Told {
  const { layout } = problem;
  const gather = (values: Values): Float64Array => columnMembers(layout, values, k);
  const [x, dout, dx] = [gather(problem.x), gather(problem.dout), gather(given)];
  const inputs = precision.inputs?.shared === true ? precision.inputs : undefined;
  const lost = (digits: Digits | undefined, values: Float64Array): number =>
    digits ? halfUnit(digits, values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)) : 0; // prettier-ignore
  const [gamma, beta] = [numberAt(problem.gamma, k), numberAt(problem.beta, k)];
  return { x, dout, dx, gamma, beta, precision, hx: lost(inputs?.x, x), hg: lost(inputs?.dout, dout) };
}

interface Stretch {
  readonly from: number; // rows
  readonly to: number; // exclusive
}

/** Whether dx of a stretch of rows is that of a batch of these rows alone. */
function isPart(problem: Problem, told: Told, { from, to }: Stretch, gammaIsOpen: boolean): boolean {
  if (to - from < 2) return false; // a row alone has a dx of 0 whatever dout is
  const of = (values: Float64Array): Float64Array => values.subarray(from, to);
  const [x, dx] = [of(told.x), of(told.dx)];
  const { dxOf1, sizes, root, xhat } = backward(problem, told, x, of(told.dout));
  const gamma = gammaIsOpen ? sumOfProducts(dx, dxOf1) / sumOfProducts(dxOf1, dxOf1) : told.gamma;
  return dx.every((given, i) => {
    const expected = gamma * numberAt(dxOf1, i);
    const size = numberAt(sizes, i);
    const inputs = 4 * (told.hg + (told.hx / root) * size) * (1 + Math.abs(numberAt(xhat, i)));
    const allowed = (Math.abs(gamma) / root) * (ROUNDING * size + inputs) + 2 * resolution(told.precision, expected);
    return Math.abs(given - expected) <= allowed;
  });
}

/** dx of one set of rows for a gamma of 1, in plain arithmetic, and the magnitudes that its cells are made of. */
function backward(problem: Problem, { gamma, beta }: Told, x: Float64Array, dout: Float64Array) {
  const M = x.length;
  const degrees = degreesOf(problem.variance, M);
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  const mu = sum(x) / M;
  const centred = x.map((value) => value - mu);
  const v = sumOfProducts(centred, centred) / degrees;
  const root = rootOf(problem, v);
  const stretch = problem.epsPlacement === "outside" && v > 0 ? root / Math.sqrt(v) : 1;
  const slope = slopeAt(problem);
  const xhat = centred.map((value) => value / root);
  const g = dout.map((value, i) => slope(gamma * numberAt(xhat, i) + beta) * value);
  const gbar = sum(g) / M;
  const c = (stretch * sumOfProducts(g, xhat)) / degrees;
  const [mean, products] = [sum(g.map(Math.abs)) / M, sum(g.map((value, i) => Math.abs(value * numberAt(xhat, i)))) / degrees]; // prettier-ignore
  return {
    ...{ root, xhat },
    dxOf1: g.map((value, i) => (value - gbar - numberAt(xhat, i) * c) / root),
    sizes: g.map((value, i) => Math.abs(value) + mean + Math.abs(numberAt(xhat, i)) * products * stretch),
  };
}

/** Extents of the fewest parts that a batch can be cut into; none where it cannot. */
function fewestParts(samples: number, isPartOf: (from: number, to: number) => boolean): number[] {
  const counts = [0, ...new Array<number>(samples).fill(Infinity)]; // of parts that end here
  const starts = new Array<number>(samples + 1).fill(0); // of the last of them
  for (let to = 1; to <= samples; to++) {
    for (let from = 0; from < to; from++) {
      const count = itemAt(counts, from) + 1;
      if (count < itemAt(counts, to) && isPartOf(from, to)) [counts[to], starts[to]] = [count, from];
    }
  }
  if (itemAt(counts, samples) === Infinity) return [];
  const sizes: number[] = [];
  for (let to = samples; to > 0; to = itemAt(starts, to)) sizes.unshift(to - itemAt(starts, to));
  return sizes;
}
