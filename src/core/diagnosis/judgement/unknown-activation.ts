import { itemAt, numberAt } from "../../item-at";
import { aside, because } from "../../reason";
import { gatherColumn } from "../../batchnorm/column";
import { createColumnReader } from "../formula/column-reader";
import { at } from "../formula/term-effect";
import { isOpen, openWords } from "../fits/open-keys";
import { listed, short } from "../wording";
import { namesOf, type Case, type Finding } from "./case";

const FEWEST = 24; // cells, for a curve to be told from a cloud
const SMOOTH = 0.1; // of the spread of a curve's heights, what a cell is off the line between its neighbours; a cloud's 1.5
const ROUGH = 0.5; // dout that follows out itself would draw a curve whatever was done to it
const LOWEST = -0.5;
const HIGHEST = 1.5; // slopes of activations that people use
const SPREAD = 0.05; // a slope that is the same everywhere is a factor
const AGREES = 1e-3; // of the magnitudes of a sum

/** A cell by the out that it has: what dout was multiplied with, and dout itself. */
interface Cell {
  readonly out: number;
  readonly slope: number;
  readonly dout: number;
}

/**
 * No mistake explains the candidate, and it is right for dout times a number that depends on out alone: an activation
 * stands behind the batch norm that is not known here. dx, dgamma and dbeta together tell the dout that they were made of.
 */
export function unknownActivation(seen: Case): Finding | undefined {
  const { problem, agreements, off } = seen;
  if (agreements.length < 3 || off.length < 3 || !isOpen(problem, "activation")) return undefined;
  const { activation, mode, mask, sets } = problem;
  if (activation !== "none" || mode === "eval" || mask || sets.length > 1) return undefined;
  const cells = cellsOf(seen);
  if (!cells || cells.length < FEWEST) return undefined;
  cells.sort((one, other) => one.out - other.out);
  const ofSlope = (cell: Cell): number => cell.slope;
  const isCurve = roughness(cells, ofSlope, ({ dout }) => dout * dout) <= SMOOTH;
  const isFree = roughness(cells, ({ dout }) => dout, () => 1) >= ROUGH; // prettier-ignore
  const slopes = cells.map(ofSlope);
  const [low, high] = [Math.min(...slopes), Math.max(...slopes)];
  if (!isCurve || !isFree || low < LOWEST || high > HIGHEST || high - low < SPREAD) return undefined;
  const told = [0.1, 0.5, 0.9].map((share) => itemAt(cells, Math.floor(share * (cells.length - 1))));
  const points = told.map(({ out, slope }) => `${short(slope, 2)} at out = ${short(out, 2)}`);
  const names = namesOf(agreements);
  const why = because(
    ...(["open", names] as const),
    `${listed(names)} fit an activation behind the batch norm: they are right for dout times a slope that depends on out alone`,
    aside(` (${listed(points)})`),
    `; ${openWords(problem, ["activation"])}: give the dout that reaches the batch norm`,
  );
  return { verdict: "doubtful", why };
}

/** The dout behind every cell: dx tells it but for a line in xhat, which dbeta and dgamma tell. */
function cellsOf({ problem, candidate, statistics: s }: Case): Cell[] | undefined {
  const { dx, dgamma, dbeta } = candidate;
  if (!dx || !dgamma || !dbeta) return undefined;
  const read = createColumnReader(problem, s.mask, s.centres);
  const given = new Float64Array(s.rows);
  const cells: Cell[] = [];
  for (let k = 0; k < s.D; k++) {
    const { dout, xhat } = read(k);
    gatherColumn(problem.layout, dx.values, k, given);
    const scale = at(s.gamma, k) * at(s.r, k);
    const [sum, products] = [numberAt(dbeta.values, k), numberAt(dgamma.values, k)];
    const slope = (products * at(s.stretch, k)) / s.degrees;
    const g = given.map((value, i) => value / scale + sum / s.N + slope * numberAt(xhat, i));
    if (!sums(g, sum) || !sums(g.map((value, i) => value * numberAt(xhat, i)), products)) return undefined; // prettier-ignore
    const largest = dout.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (const [i, value] of dout.entries()) {
      if (Math.abs(value) < 0.05 * largest) continue; // says too little of its factor
      const out = at(s.gamma, k) * numberAt(xhat, i) + at(s.beta, k);
      cells.push({ out, slope: numberAt(g, i) / value, dout: value });
    }
  }
  return cells.every(({ slope }) => Number.isFinite(slope)) ? cells : undefined;
}

/** Whether values add up to a number, but for rounding. */
function sums(values: Float64Array, to: number): boolean {
  const magnitudes = values.reduce((sum, value) => sum + Math.abs(value), 0);
  return Math.abs(values.reduce((sum, value) => sum + value, 0) - to) <= AGREES * magnitudes;
}

/** Squared distances of the cells from the line between their neighbours, as a share of those from the mean. */
function roughness(cells: readonly Cell[], of: (cell: Cell) => number, weight: (cell: Cell) => number): number {
  let weights = 0;
  let sum = 0;
  for (const cell of cells) {
    weights += weight(cell);
    sum += weight(cell) * of(cell);
  }
  const mean = sum / weights;
  let off = 0;
  let spread = 0;
  for (let j = 1; j < cells.length - 1; j++) {
    const [before, cell, after] = [itemAt(cells, j - 1), itemAt(cells, j), itemAt(cells, j + 1)];
    const step = after.out - before.out;
    const share = step > 0 ? (cell.out - before.out) / step : 0.5;
    const between = of(before) + share * (of(after) - of(before));
    off += weight(cell) * (of(cell) - between) ** 2;
    spread += weight(cell) * (of(cell) - mean) ** 2;
  }
  return off / spread;
}
