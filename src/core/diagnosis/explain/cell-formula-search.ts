import { itemAt, numberAt } from "../../item-at";
import { gatherColumn } from "../../batchnorm/column";
import type { Values } from "../../tensor";
import type { Mistake } from "../catalogue/contract/mistake";
import type { DxObservation } from "../evidence/dx-observation";
import { evenlySpread } from "../evidence/selected-columns";
import type { CellFormula } from "../formula/cell-formula";
import { createColumnReader } from "../formula/column-reader";
import type { Statistics } from "../formula/column-statistics";
import { lineOf, type Line } from "../formula/dx-line";
import { at, each, type Effect } from "../formula/term-effect";
import { isWhole, type Explanation } from "./explanation";
import { formsOf, PLACE, rarity } from "./one-mistake";

/** One cell formula, alone or times a factor for each column that a second mistake makes. */
interface Attempt {
  readonly mistakes: Explanation["mistakes"];
  readonly cellFormula: CellFormula;
  readonly factor?: Float64Array; // (D)
  readonly assumed: number;
  readonly said?: string;
}

const PAIR_COLUMNS = 48;
const PAIRS_TRIED = 3;

function attemptsOf(s: Statistics, mistakes: readonly Mistake[]): Attempt[] {
  return mistakes.flatMap((mistake) =>
    (mistake.cellFormulas ?? []).flatMap((cellFormula, rank) =>
      (cellFormula.applies?.(s) ?? true)
        ? [
            {
              mistakes: [mistake],
              cellFormula,
              assumed: rarity(rank) + mistakes.indexOf(mistake) * PLACE,
              said: mistake.says?.(s, rank),
            },
          ]
        : [],
    ),
  );
}

/** What each attempt leaves over in these columns: all compared cell by cell, in one pass over the tensor. */
function measure(
  o: DxObservation,
  attempts: readonly Attempt[],
  columns: readonly number[],
  exact: Float64Array,
  candidate: Values,
): (Attempt & { left: number })[] {
  const s = o.statistics;
  const forms = new Map(attempts.map(({ cellFormula }) => [cellFormula, cellFormula.prepare(s)]));
  const measured = attempts.map((attempt) => ({ ...attempt, left: 0 }));
  const read = createColumnReader(s.problem, s.mask, s.centres);
  const wrong = new Float64Array(s.rows);
  const given = new Float64Array(s.rows);
  const right = new Float64Array(s.rows);
  for (const k of columns) {
    const column = read(k);
    gatherColumn(s.problem.layout, candidate, k, given);
    gatherColumn(s.problem.layout, exact, k, right);
    for (const [cellFormula, fill] of forms) {
      fill(k, column, wrong);
      for (const attempt of measured) {
        if (attempt.cellFormula !== cellFormula) continue;
        const factor = attempt.factor ? at(attempt.factor, k) : 1;
        attempt.left += squaredDistance(given, wrong, factor, right) / at(o.noise, k) / at(o.noise, k);
      }
    }
  }
  return measured;
}

/** Over the cells in which given and right are finite. */
function squaredDistance(given: Float64Array, wrong: Float64Array, factor: number, right: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < given.length; i++) {
    const distance = numberAt(given, i) - factor * numberAt(wrong, i);
    const square = distance * distance;
    if (Number.isFinite(square)) sum += square;
    else if (Number.isFinite(given[i]) && Number.isFinite(right[i])) return Infinity;
  }
  return sum;
}

/** Mistakes that need other columns or rows. */
export function cellFormulas(
  o: DxObservation,
  mistakes: readonly Mistake[],
  exact: Float64Array,
  candidate: Values,
): Explanation[] {
  const attempts = attemptsOf(o.statistics, mistakes);
  return attempts.length > 0 ? measure(o, attempts, evenlySpread(o.statistics.D, Infinity), exact, candidate) : [];
}

/** One of them, and the whole dx times a factor besides: gamma left out, 1/N once more, another root. */
export function cellFormulaPairs(
  o: DxObservation,
  mistakes: readonly Mistake[],
  exact: Float64Array,
  candidate: Values,
): Explanation[] {
  const s = o.statistics;
  const line: Line = { g: 0, one: 0, xhat: 0 };
  const factors = formsOf(mistakes, o)
    .filter(({ effect }) => isFactor(effect))
    .map(({ mistake, effect, rank }) => ({
      mistake,
      rank,
      factor: each(s.D, (k) => lineOf(s, effect, k, line).g / (at(s.gamma, k) * at(s.r, k))),
    }));
  const attempts = attemptsOf(s, mistakes).flatMap((attempt) =>
    factors.map(({ mistake, rank, factor }): Attempt => ({
      ...attempt,
      mistakes: [...attempt.mistakes, mistake],
      factor,
      assumed: 2 + attempt.assumed + rank * 0.1 + mistakes.indexOf(mistake) * PLACE,
    })),
  );
  if (attempts.length === 0) return [];
  const few = measure(o, attempts, evenlySpread(s.D, PAIR_COLUMNS), exact, candidate);
  const best = few.sort((one, other) => one.left - other.left).slice(0, PAIRS_TRIED);
  const alone = best.map((attempt): Attempt => ({ ...attempt, factor: undefined }));
  const measured = measure(o, [...best, ...alone], evenlySpread(s.D, Infinity), exact, candidate);
  const pairs = measured
    .slice(0, best.length)
    .map((pair, j) => ({ ...pair, leftByFirst: itemAt(measured, best.length + j).left }));
  return pairs.filter((pair) => isWhole(pair, s.rows * s.D));
}

/** Whether an effect scales all three terms alike. */
function isFactor({ a, b, k, ga, gb, gk, mean, slope, ones, paths }: Effect): boolean {
  const sameFactors = a === b && b === k && ga === gb && gb === gk;
  const something = (a !== undefined && a !== 0) || ga !== undefined;
  return sameFactors && something && [mean, slope, ones, paths].every((operand) => operand === undefined);
}
