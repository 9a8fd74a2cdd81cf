import { sumOfProducts } from "../../arithmetic/sum-of-products";
import { gatherColumn } from "../../batchnorm/column";
import { numberAt } from "../../item-at";
import type { Problem } from "../../problem";
import { rowSets } from "../../sets";
import type { Values } from "../../tensor";
import { rootOf } from "../formula/column-reader";
import { createStatistics } from "../formula/column-statistics";
import { at } from "../formula/term-effect";
import { agreesUnder, type Judged } from "./agrees-under";
import { numbersOf, type Convention } from "./conventions";
import { tidy } from "./gamma-read-off";
import { isOpen } from "./open-keys";

/**
 * Evaluation mode with running statistics that the source does not give: dx is then dout times one number in each column,
 * gamma / sqrt(runningVar + eps). What dgamma says of the mean is read off as well. Nothing is found where dgamma is the
 * one of the batch's own statistics.
 */
export function readRunningOff(problem: Problem, judged: Judged, gammaIsOpen: boolean): Convention[] {
  const { layout, mode, running, activation } = problem;
  const { dx, dgamma } = judged.candidate;
  const known = running !== undefined && !isOpen(problem, "runningVar");
  if (!dx || known || (mode === "eval" && !running) || activation !== "none" || layout.rows < 3) return [];
  const factors = factorsOfDout(problem, dx.values);
  if (!factors) return [];
  const gamma = gammaIsOpen ? factors.map((factor) => tidy(factor * rootOf(problem, 1))) : problem.gamma;
  const variance = factors.map((factor, k) => tidy(varianceOf(problem, at(gamma, k) / factor)));
  if (!factors.every((factor, k) => factor * at(gamma, k) > 0) || !variance.every((value) => value >= 0)) return [];
  const mean = dgamma
    ? meansOf(problem, factors.map((factor, k) => at(gamma, k) / factor), dgamma.values)
    : new Float64Array(factors.length); // prettier-ignore
  const evaluation: Problem = {
    ...problem,
    gamma,
    mode: "eval",
    mask: undefined,
    split: [],
    sets: rowSets(layout, [], undefined),
    running: { mean, variance },
  };
  if (!agreesUnder(evaluation, judged, {})) return [];
  // The batch's own dgamma is no accident: the paths are missing.
  if (dgamma && agreesUnder(problem, { ...judged, candidate: { dgamma } }, {})) return [];
  const said = gammaIsOpen
    ? `gamma / sqrt(running variance + eps) = ${numbersOf(factors)}`
    : `running variance = ${numbersOf(variance)}${dgamma ? ` and running mean = ${numbersOf(mean)}` : ""}`;
  const set = {
    ...(gammaIsOpen ? { gamma: Array.from(gamma) } : {}),
    ...(mode === "eval" ? {} : { mode: "eval" }),
    runningMean: Array.from(mean),
    runningVar: Array.from(variance),
  };
  return [{ setting: {}, set, words: mode === "eval" ? `with ${said}` : `for evaluation mode with ${said}` }];
}

/** The variance whose root this is. */
function varianceOf({ eps, epsPlacement }: Problem, root: number): number {
  return epsPlacement === "outside" ? (root - eps) ** 2 : root ** 2 - eps;
}

/** dx / dout of every column; undefined where a column has none. */
function factorsOfDout({ layout, dout }: Problem, dx: Values): Float64Array | undefined {
  const given = new Float64Array(layout.rows);
  const g = new Float64Array(layout.rows);
  const factors = Float64Array.from({ length: layout.channels }, (_, k) => {
    gatherColumn(layout, dx, k, given);
    gatherColumn(layout, dout, k, g);
    const squares = sumOfProducts(g, g);
    return sumOfProducts(given, g) / squares;
  });
  return factors.every((factor) => Number.isFinite(factor) && factor !== 0) ? factors : undefined;
}

/** The running mean that makes this dgamma: dgamma = sum(dout (x - mean)) / root. */
function meansOf(problem: Problem, roots: Float64Array, dgamma: Values): Float64Array {
  const { layout, x, dout } = problem;
  const { dbeta } = createStatistics(problem);
  const column = new Float64Array(layout.rows);
  const g = new Float64Array(layout.rows);
  return roots.map((root, k) => {
    gatherColumn(layout, x, k, column);
    gatherColumn(layout, dout, k, g);
    return tidy((sumOfProducts(column, g) - numberAt(dgamma, k) * root) / at(dbeta, k));
  });
}
