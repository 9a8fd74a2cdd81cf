import { numberAt } from "../../item-at";
import type { Problem } from "../../problem";
import type { Gradients } from "../../batchnorm/gradients";
import type { GradientName } from "../../verdict";
import { createStatistics } from "../formula/column-statistics";
import { at } from "../formula/term-effect";
import { fitsUnder, type Judged } from "./agrees-under";
import { epsOf, leaky, type Convention } from "./conventions";
import { firstColumns, ofFirst } from "./first-column";
import { gradientsOf, gradientsUnder } from "./gradients-under";
import { problemWith, type Setting } from "./setting";

const MOST_CELLS = 2 ** 16; // beyond, the search takes too many passes over the tensor
const MOST_DIGITS = 4; // of a number that people type

type GradientValues = Pick<Gradients, GradientName>;

/** What follows when a number was read off: the convention itself where it fits every cell, or with a gamma beside it. */
export type Take = (convention: Convention) => Convention[];

/** 1 / (the size of a tensor's cells), so that all tensors weigh alike. */
function weightsOf(problem: Problem, setting: Setting): Readonly<Record<GradientName, number>> {
  const s = createStatistics(problemWith(problem, setting), "omitted");
  const inverse = (sizes: Float64Array, rows: number): number =>
    1 / Math.sqrt(rows * sizes.reduce((sum, size) => sum + size * size, 0));
  return { dx: inverse(s.size, s.rows), dgamma: inverse(s.sums, 1), dbeta: inverse(s.sumsBeta, 1) };
}

/** Sums of f over all cells that the candidate has. */
function overCells(
  { candidate }: Judged,
  weights: Readonly<Record<GradientName, number>>,
  f: (name: GradientName, i: number, given: number, weight: number) => void,
): void {
  for (const name of ["dx", "dgamma", "dbeta"] as const) {
    const values = candidate[name]?.values;
    if (!values || !Number.isFinite(weights[name])) continue;
    values.forEach((value, i) => f(name, i, value, weights[name]));
  }
}

/**
 * The slope of a leaky ReLU that the candidate was made with, where no usual one fits. The gradients are linear in it:
 * those of a ReLU, plus the slope times the rest.
 */
export function readSlopeOff(problem: Problem, judged: Judged, setting: Setting): Convention[] {
  if (problem.x.length > MOST_CELLS || problem.activation !== "none" || setting.activation !== undefined) return [];
  const closed = gradientsUnder(problem, { ...setting, activation: "relu" });
  const open = gradientsUnder(problem, setting);
  let products = 0;
  let squares = 0;
  overCells(judged, weightsOf(problem, setting), (name, i, given, weight) => {
    const shut = numberAt(closed[name], i);
    const rest = (numberAt(open[name], i) - shut) * weight;
    products += (given - shut) * weight * rest;
    squares += rest * rest;
  });
  const slope = products / squares;
  if (!(slope > 0 && slope < 1)) return [];
  return roundest(slope, (near) => {
    const convention = leaky(near);
    return fitsUnder(problem, judged, { ...setting, ...convention.setting }) ? [convention] : [];
  });
}

const LEAST_EPS = 1e-14;
const MOST_EPS = 1; // a larger one is nobody's eps
const GRID = 28;
const STEPS = 20;
const COLUMNS = 4; // that tell eps

/**
 * The eps that the candidate was made with, where no usual one fits: the best of a logarithmic grid, refined by Gauss and
 * Newton's method. Where gamma is open, each column of dx counts but for a factor.
 */
export function readEpsOff(
  problem: Problem,
  judged: Judged,
  setting: Setting,
  gammaIsOpen: boolean,
  take: Take,
): Convention[] {
  if (problem.x.length > MOST_CELLS || setting.eps !== undefined || setting.axis !== undefined) return [];
  const few = firstColumns(problem, judged, COLUMNS);
  const eps = bestEps(few.problem, few.judged, ofFirst(setting, COLUMNS), gammaIsOpen);
  return roundest(eps, (near) => take(epsOf(near)));
}

function bestEps(problem: Problem, judged: Judged, setting: Setting, gammaIsOpen: boolean): number {
  const weights = weightsOf(problem, setting);
  const under = problemWith(problem, { ...setting, eps: LEAST_EPS });
  const at = (eps: number): GradientValues => {
    const gradients = gradientsOf({ ...under, eps }, setting);
    return gammaIsOpen ? { ...gradients, dx: scaledByColumn(under, judged, gradients.dx) } : gradients;
  };
  const misfit = (gradients: GradientValues): number => {
    let sum = 0;
    overCells(judged, weights, (name, i, given, weight) => {
      sum += ((given - numberAt(gradients[name], i)) * weight) ** 2;
    });
    return Number.isFinite(sum) ? sum : Infinity;
  };
  let eps = LEAST_EPS;
  let left = Infinity;
  for (let i = 0; i <= GRID; i++) {
    const next = LEAST_EPS * (MOST_EPS / LEAST_EPS) ** (i / GRID);
    const leftNext = misfit(at(next));
    if (leftNext < left) [eps, left] = [next, leftNext];
  }
  for (let step = 0; step < STEPS; step++) {
    const next = refined(judged, weights, eps, at);
    if (!(next > 0 && next <= MOST_EPS)) break; // towards infinity lies the mistake that leaves the variance path out
    const leftNext = misfit(at(next));
    if (!(leftNext < left)) break;
    [eps, left] = [next, leftNext];
  }
  return eps;
}

/** Each column of dx times the number that brings it nearest to the candidate's. */
function scaledByColumn({ layout }: Problem, { candidate }: Judged, dx: Float64Array): Float64Array {
  const given = candidate.dx?.values;
  if (!given) return dx;
  const { channels, inner } = layout;
  const columnOf = (offset: number): number => Math.floor(offset / inner) % channels;
  const products = new Float64Array(channels);
  const squares = new Float64Array(channels);
  dx.forEach((value, i) => {
    const k = columnOf(i);
    products[k] = at(products, k) + numberAt(given, i) * value;
    squares[k] = at(squares, k) + value * value;
  });
  return dx.map((value, i) => (value * at(products, columnOf(i))) / at(squares, columnOf(i)));
}

function refined(
  judged: Judged,
  weights: Readonly<Record<GradientName, number>>,
  eps: number,
  at: (eps: number) => GradientValues,
): number {
  const h = eps * 2 ** -12;
  const here = at(eps);
  const beside = at(eps + h);
  let products = 0;
  let squares = 0;
  overCells(judged, weights, (name, i, given, weight) => {
    const own = numberAt(here[name], i);
    const slope = ((numberAt(beside[name], i) - own) / h) * weight;
    products += slope * (given - own) * weight;
    squares += slope * slope;
  });
  return eps + products / squares;
}

/** The number in the fewest digits of which something is taken. */
function roundest(value: number, take: (near: number) => Convention[]): Convention[] {
  for (let digits = 1; digits <= MOST_DIGITS; digits++) {
    const taken = take(Number(value.toPrecision(digits)));
    if (taken.length > 0) return taken;
  }
  return [];
}
