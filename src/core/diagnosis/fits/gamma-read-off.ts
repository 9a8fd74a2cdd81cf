import { sumOfProducts } from "../../arithmetic/sum-of-products";
import { gatherColumn, scatterColumn } from "../../batchnorm/column";
import { takePart } from "../../batchnorm/parts";
import { numberAt } from "../../item-at";
import type { Problem } from "../../problem";
import type { Tensor } from "../../tensor";
import { resolution, type GivenPrecision } from "../evidence/given-precision";
import { inputRounding } from "../evidence/input-rounding";
import { createColumnReader } from "../formula/column-reader";
import { createStatistics, partsIn } from "../formula/column-statistics";
import { at } from "../formula/term-effect";
import { gradientsUnder } from "./gradients-under";
import { problemWith, type Setting } from "./setting";

const USUAL = 16; // larger than any gamma that a layer has learnt
const ROUNDS = 4; // gamma decides where a ReLU is open, and is read again with that

/** The gamma that fits dx best, column by column; undefined where a column of dx says nothing of it. */
export function readGammaOff(
  problem: Problem,
  dx: Tensor,
  setting: Setting,
  precision: GivenPrecision,
): Float64Array | undefined {
  const { layout, activation } = problemWith(problem, setting);
  const { rows: N, channels: D } = layout;
  const best = new Float64Array(D);
  const left = new Float64Array(D).fill(Infinity);
  for (const sign of activation === "none" ? [1] : [1, -1]) {
    let gamma = new Float64Array(D).fill(sign);
    for (let round = 0; round < (activation === "none" ? 1 : ROUNDS); round++) {
      const read = readOnce(problem, dx, setting, gamma, precision);
      read.left.forEach((own, k) => {
        if (own < at(left, k)) [best[k], left[k]] = [at(read.gamma, k), own];
      });
      const before = gamma;
      gamma = read.gamma.map((value, k) => (Number.isFinite(value) && value !== 0 ? value : at(before, k)));
    }
  }
  if (!left.every(Number.isFinite)) return undefined;
  // The two cells of a column of two are turned round: some gamma makes any of them.
  return N > 2 || best.every((value) => Math.abs(value) > 1 / USUAL && Math.abs(value) < USUAL)
    ? best.map(tidy)
    : undefined;
}

/** gamma read off once more, where the one before decided what the ReLU lets through. */
export function readGammaAgain(
  problem: Problem,
  dx: Tensor,
  setting: Setting,
  gamma: Float64Array,
  precision: GivenPrecision,
): Float64Array {
  const read = readOnce(problem, dx, setting, gamma, precision);
  return read.gamma.map((value, k) => (Number.isFinite(value) ? tidy(value) : at(gamma, k)));
}

function readOnce(
  problem: Problem,
  dx: Tensor,
  setting: Setting,
  gamma: Float64Array,
  precision: GivenPrecision,
): { gamma: Float64Array; left: Float64Array } {
  const { layout } = problemWith(problem, setting);
  const predicted = gradientsUnder(problem, { ...setting, gamma }).dx;
  const read = new Float64Array(gamma.length);
  const left = new Float64Array(gamma.length);
  const given = new Float64Array(layout.rows);
  const right = new Float64Array(layout.rows);
  const lost = precision.inputs?.shared === true ? lostOfDx(problem, { ...setting, gamma }, precision) : undefined;
  const lostIn = new Float64Array(layout.rows);
  for (let k = 0; k < gamma.length; k++) {
    gatherColumn(layout, dx.values, k, given);
    gatherColumn(layout, predicted, k, right);
    if (lost) gatherColumn(layout, lost, k, lostIn);
    const products = sumOfProducts(given, right);
    const squares = sumOfProducts(right, right);
    let low = -Infinity; // of gamma, where every cell is within half a digit
    let high = Infinity;
    given.forEach((value, i) => {
      const exact = numberAt(right, i);
      if (exact === 0) return; // of gamma it says nothing
      // What the inputs lost grows with gamma, as dx does.
      const grown = Math.abs(value / exact) * numberAt(lostIn, i);
      const room = (resolution(precision, value) + grown) / Math.abs(exact);
      low = Math.max(low, value / exact - room);
      high = Math.min(high, value / exact + room);
    });
    const within = precision.dtype !== "float64" || precision.printed !== undefined;
    read[k] = at(gamma, k) * (within && low <= high ? (low + high) / 2 : products / squares);
    left[k] = sumOfProducts(given, given) - (products * products) / squares;
  }
  return { gamma: read, left };
}

/** How far the digits that the inputs lost in print move every cell of dx; nothing where none were printed. */
function lostOfDx(problem: Problem, setting: Setting, precision: GivenPrecision): Float64Array {
  const s = createStatistics(problemWith(problem, setting));
  const into = new Float64Array(s.rows * s.D);
  for (const { part, s: own } of partsIn(s)) {
    const rounding = inputRounding(own, precision);
    const read = createColumnReader(own.problem, own.mask, own.centres);
    for (let k = 0; k < own.D; k++) {
      const { g, xhat } = read(k);
      const column = g.map((value, i) => rounding?.dx(k, value, numberAt(xhat, i), i) ?? 0);
      scatterColumn(own.problem.layout, column, k, takePart(part, into));
    }
  }
  return into;
}

/** Without what rounding added to a short number: 0.68 for 0.6800000000000002. */
export function tidy(value: number): number {
  for (let digits = 1; digits <= 10; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.abs(short - value) <= 1e-15 * Math.abs(value)) return short;
  }
  return value;
}
