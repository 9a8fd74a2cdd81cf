import { gatherColumn } from "../column";
import type { Gradients } from "../gradients";
import type { Tensor } from "../tensor";
import { createColumnReader } from "./columns";
import { anyWhole, freeOnes, pairs, pairsWithFree, singles } from "./explain-dx";
import { unknownDrift } from "./explain-drift";
import { wideOnes, widePairs } from "./explain-wide";
import { floorOf, isWhole, sortByScore, type Explanation } from "./explanation";
import type { Held } from "./held";
import { deviations, isFew, type Deviation } from "./local";
import type { Mistake } from "./mistake";
import { observe, type Observation } from "./observation";
import { createStatistics, lineOf, type Line, type Statistics } from "./statistics";

/** What was found about a wrong dx. */
export interface DxFinding {
  readonly observation: Observation;
  readonly cells: number; // that could be compared
  /** Explanations, best first; empty when none is worth naming. */
  readonly explanations: readonly Explanation[];
  /** Cells that the best explanation (or, without one, the correct gradient) does not reach. */
  readonly deviation: Deviation | undefined;
}

const TRIED_WITH_CELLS = 4;

/** How much an explanation must account for to be named although more than rounding is left. */
const NEARLY = { alone: 0.999, pair: 0.99999 } as const;

export function searchDx(
  s: Statistics,
  gradients: Gradients,
  candidate: Tensor,
  held: Held,
  mistakes: readonly Mistake[],
): DxFinding {
  const o = observe(s, gradients.dx, candidate.values, held);
  const cells = Math.max(1, s.N * s.D - o.unusable);
  const found = (explanations: readonly Explanation[], deviation?: Deviation): DxFinding => ({
    observation: o,
    cells,
    explanations: sortByScore(explanations, cells, floorOf(held)),
    deviation,
  });
  const correctCells = (): Deviation =>
    deviationsFrom(o, candidate, (k, into) => gatherColumn(s.problem.layout, gradients.dx, k, into));
  if (isWhole({ left: o.square }, cells)) return found([], correctCells());

  const masked = underMasks(o, gradients, candidate, held, mistakes);
  const all = [...singles(o, mistakes), ...masked];
  if (!anyWhole(all, cells)) all.push(...freeOnes(o, mistakes));
  // Four rows or fewer, or rows that a mask closes, leave hardly anything outside of the span.
  const mayBeWide = o.sumOutside > cells || s.N <= 4 || s.problem.activation === "relu";
  if (!anyWhole(all, cells) && mayBeWide) {
    all.push(...wideOnes(o, mistakes, gradients.dx, candidate.values));
  }
  if (anyWhole(all, cells)) {
    const [best] = sortByScore(all, cells, floorOf(held));
    return found(all, o.unusable ? deviationsFrom(o, candidate, predictor(best, o)) : undefined);
  }

  const local = correctCells();
  if (isFew(local.count, s.N * s.D)) return found([], local);
  const withCells = besideCells(all, o, candidate, cells);
  if (withCells) return found([withCells.explanation], withCells.deviation);

  all.push(...pairs(o, mistakes, cells), ...pairsWithFree(o, mistakes));
  for (const { under, mistakes: first } of masked) {
    if (!under) continue;
    const beside = [...singles(under, mistakes), ...freeOnes(under, mistakes)];
    all.push(...beside.map((pair) => onTop(pair, first, under)));
  }
  if (!anyWhole(all, cells) && mayBeWide) all.push(...widePairs(o, mistakes, gradients.dx, candidate.values));
  if (!anyWhole(all, cells)) all.push(...unknownDrift(o, mistakes));
  if (!anyWhole(all, cells)) {
    const pairWithCells = besideCells(all, o, candidate, cells);
    if (pairWithCells) return found([pairWithCells.explanation], pairWithCells.deviation);
  }
  return found(all.filter((explanation) => isNear(explanation, o, cells)));
}

function isNear(explanation: Explanation, o: Observation, cells: number): boolean {
  const needed = explanation.mistakes.length > 1 ? NEARLY.pair : NEARLY.alone;
  return isWhole(explanation, cells) || 1 - explanation.left / o.square >= needed;
}

function onTop(pair: Explanation, first: readonly Mistake[], under: Observation): Explanation {
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
  o: Observation,
  gradients: Gradients,
  candidate: Tensor,
  held: Held,
  mistakes: readonly Mistake[],
): Explanation[] {
  return mistakes.flatMap((mistake) => {
    if (!mistake.mask) return [];
    const s = createStatistics(o.statistics.problem, mistake.mask);
    const under = observe(s, gradients.dx, candidate.values, held);
    return [{ mistakes: [mistake], effect: {}, under, left: under.square, assumed: mistakes.indexOf(mistake) * 1e-3 }];
  });
}

/** An explanation that holds in all but a few cells. */
function besideCells(
  all: readonly Explanation[],
  o: Observation,
  candidate: Tensor,
  cells: number,
): { explanation: Explanation; deviation: Deviation } | undefined {
  const size = o.statistics.N * o.statistics.D;
  for (const explanation of sortByScore(all, cells).slice(0, TRIED_WITH_CELLS)) {
    const deviation = deviationsFrom(o, candidate, predictor(explanation, o));
    if (isFew(deviation.count, size)) return { explanation, deviation };
  }
  return undefined;
}

/** Fills a column with the dx that an explanation predicts. */
export function predictor(
  { effect, wide, factor, under }: Explanation,
  o: Observation,
): (column: number, into: Float64Array) => void {
  const s = (under ?? o).statistics;
  const read = createColumnReader(s.problem, s.mask, s.centres);
  if (wide) {
    const fill = wide.prepare(s);
    return (k, into) => {
      fill(k, read(k), into);
      if (factor) for (let i = 0; i < s.N; i++) into[i] *= factor[k];
    };
  }
  const line: Line = { g: 0, one: 0, xhat: 0 };
  return (k, into) => {
    const { g, xhat } = read(k);
    lineOf(s, effect ?? {}, k, line);
    for (let i = 0; i < s.N; i++) into[i] = line.g * g[i] + line.one + line.xhat * xhat[i];
  };
}

const SURE = 8; // a cell counts as deviating beyond so many units of its column's noise

function deviationsFrom(
  o: Observation,
  candidate: Tensor,
  expected: (column: number, into: Float64Array) => void,
): Deviation {
  return deviations(o.statistics.problem, candidate.values, expected, (k) => SURE * o.noise[k]);
}
