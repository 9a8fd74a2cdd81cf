import { at } from "../formula/term-effect";
import { itemAt } from "../../item-at";
import { gatherColumn } from "../../batchnorm/column";
import type { Gradients } from "../../batchnorm/gradients";
import type { Tensor } from "../../tensor";
import type { Mistake } from "../catalogue/contract/mistake";
import { deviations, SURE_UNITS, isFew, type Deviation } from "../evidence/deviating-cells";
import { observeDx, type DxObservation } from "../evidence/dx-observation";
import type { GivenPrecision } from "../evidence/given-precision";
import { createStatistics, type Statistics } from "../formula/column-statistics";
import { cellFormulaPairs, cellFormulas } from "./cell-formula-search";
import { anyWhole, floorOf, isWhole, sortByScore, type Explanation } from "./explanation";
import { fittedMistakes } from "./fit-parameter";
import { PLACE, singles, toldApart } from "./one-mistake";
import { predictor } from "./predicted-dx";
import { pairs, pairsWithFitted } from "./two-mistakes";
import { unknownRunningStatistics } from "./unknown-running-statistics";

/** What was found about a wrong dx. */
export interface DxFinding {
  readonly observation: DxObservation;
  readonly cells: number; // that could be compared
  /** Explanations, best first; empty when none is worth naming. */
  readonly explanations: readonly Explanation[];
  /** Cells that the best explanation (or, without one, the correct gradient) does not reach. */
  readonly deviation: Deviation | undefined;
}

const TRIED_WITH_CELLS = 4;

/** Left over of a difference so large that its own rounding is more than the noise: eleven digits are no accident. */
const EXACT = 1e-22;

export function searchDx(
  s: Statistics,
  gradients: Gradients,
  candidate: Tensor,
  precision: GivenPrecision,
  catalogue: readonly Mistake[],
): DxFinding {
  const o = observeDx(s, gradients.dx, candidate.values, precision);
  const cells = Math.max(1, s.rows * s.D - o.unusable);
  const found = (explanations: readonly Explanation[], deviation?: Deviation): DxFinding => ({
    observation: o,
    cells,
    explanations: sortByScore(explanations, cells, floorOf(precision)),
    deviation,
  });
  const correctCells = (): Deviation =>
    deviationsFrom(o, candidate, (k, into) => gatherColumn(s.problem.layout, gradients.dx, k, into));
  if (isWhole({ left: o.square }, cells)) return found([], correctCells());

  const alone = singles(o, catalogue);
  const mistakes = toldApart(catalogue, alone, cells);
  const masked = underMasks(o, gradients, candidate, precision, catalogue);
  const all = [...alone.filter(({ mistakes: [one] }) => mistakes.includes(one)), ...masked];
  if (!anyWhole(all, cells)) all.push(...fittedMistakes(o, mistakes));
  // Four rows or fewer, or rows that a mask closes, leave hardly anything outside of the span.
  const mayNeedCells = o.sumOutside > cells || s.N <= 4 || s.problem.activation !== "none";
  if (!anyWhole(all, cells) && mayNeedCells) {
    all.push(...cellFormulas(o, mistakes, gradients.dx, candidate.values));
  }
  if (anyWhole(all, cells)) {
    const best = itemAt(sortByScore(all, cells, floorOf(precision)), 0);
    return found(all, o.unusable ? deviationsFrom(o, candidate, predictor(best, o)) : undefined);
  }

  const local = correctCells();
  if (isFew(local.count, s.rows * s.D)) return found([], local);
  // Where the inputs lost digits, what a few cells are off by may be theirs.
  const sharp = precision.inputs?.shared !== true;
  const withCells = sharp ? besideCells(all, o, candidate, cells) : undefined;
  if (withCells) return found([withCells.explanation], withCells.deviation);

  all.push(...pairs(o, mistakes, cells), ...pairsWithFitted(o, mistakes));
  for (const { under, mistakes: first } of masked) {
    if (!under) continue;
    const beside = [...singles(under, mistakes), ...fittedMistakes(under, mistakes)];
    all.push(...beside.map((pair) => onTop(pair, first, under)));
  }
  if (!anyWhole(all, cells) && mayNeedCells) all.push(...cellFormulaPairs(o, mistakes, gradients.dx, candidate.values));
  if (!anyWhole(all, cells)) all.push(...unknownRunningStatistics(o, mistakes));
  if (!anyWhole(all, cells)) {
    const pairWithCells = sharp ? besideCells(all, o, candidate, cells) : undefined;
    if (pairWithCells) return found([pairWithCells.explanation], pairWithCells.deviation);
  }
  return found(all.filter((explanation) => isWhole(explanation, cells) || explanation.left <= EXACT * o.square));
}

function onTop(pair: Explanation, first: Explanation["mistakes"], under: DxObservation): Explanation {
  return {
    ...pair,
    mistakes: [...first, ...pair.mistakes],
    under,
    assumed: pair.assumed + 2,
    leftByFirst: under.square,
  };
}

/** The formula as it should be, under each of the wrong masks of a fused ReLU. */
function underMasks(
  o: DxObservation,
  gradients: Gradients,
  candidate: Tensor,
  precision: GivenPrecision,
  mistakes: readonly Mistake[],
): Explanation[] {
  return mistakes.flatMap((mistake) => {
    if (!mistake.mask) return [];
    const s = createStatistics(o.statistics.problem, mistake.mask);
    const under = observeDx(s, gradients.dx, candidate.values, precision);
    return [{ mistakes: [mistake], effect: {}, under, left: under.square, assumed: mistakes.indexOf(mistake) * PLACE }];
  });
}

/** An explanation that holds in all but a few cells. */
function besideCells(
  all: readonly Explanation[],
  o: DxObservation,
  candidate: Tensor,
  cells: number,
): { explanation: Explanation; deviation: Deviation } | undefined {
  const size = o.statistics.rows * o.statistics.D;
  for (const explanation of sortByScore(all, cells).slice(0, TRIED_WITH_CELLS)) {
    const deviation = deviationsFrom(o, candidate, predictor(explanation, o));
    if (isFew(deviation.count, size)) return { explanation, deviation };
  }
  return undefined;
}

function deviationsFrom(
  o: DxObservation,
  candidate: Tensor,
  expected: (column: number, into: Float64Array) => void,
): Deviation {
  return deviations(o.statistics.problem, candidate.values, expected, (k) => SURE_UNITS * at(o.noise, k));
}
