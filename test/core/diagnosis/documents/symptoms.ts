import { createColumnReader } from "../../../../src/core/diagnosis/formula/column-reader";
import { mistakesOf, type Mistake } from "../../../../src/core/diagnosis";
import { gatherColumn } from "../../../../src/core/batchnorm/column";
import type { Problem } from "../../../../src/core/problem";
import type { Values } from "../../../../src/core/tensor";
import { madeByHand } from "../made-by-hand";
import { problemFor } from "../seeded-problems";

/** What a user sees of a wrong gradient before anybody names the mistake; the plainest first. */
export const SYMPTOMS = [
  "dx is right",
  "dx is 0 in every cell",
  "dx is right but for one factor, the same everywhere",
  "dx is right but for a factor of its own in each column",
  "each column of dx is shifted by a number: its sum is not 0",
  "each column of dx is off by a multiple of xhat: its sum is 0",
  "several terms of dx are off, and what is off follows dout, 1 and xhat",
  "the rows of dx are off in no pattern of dout, 1 and xhat",
  "dgamma is 0 in every column",
  "dgamma is N times too small",
  "dgamma is right but for a factor of its own in each column",
  "dgamma holds other numbers",
  "dbeta is N times too small",
  "dbeta is right but for one factor, the same everywhere",
  "dbeta is right but for a factor of its own in each column",
  "dbeta is the same number in every column",
  "dbeta holds other numbers",
] as const;

export type Symptom = (typeof SYMPTOMS)[number];

const SEEDS = 8;
const NEAR = 1e-8;

/** The plainest symptom that the usual form of a mistake has on all of some seeded problems. */
export function symptomOf(mistake: Mistake): Symptom {
  const seen = new Set<Symptom>();
  for (let seed = 1, tried = 0; tried < SEEDS; seed++) {
    const problem = problemFor(mistake, seed);
    if (!mistakesOf(problem).includes(mistake)) continue;
    tried++;
    seen.add(
      mistake.tensor === "dx" ? symptomOfDx(problem, mistake) : symptomOfVector(problem, mistake, mistake.tensor),
    );
  }
  // Numbers can lie plainer by accident, never less plain.
  return [...seen].reduce((least, symptom) => (SYMPTOMS.indexOf(symptom) > SYMPTOMS.indexOf(least) ? symptom : least));
}

const isNear = (value: number, to: number, size: number): boolean => Math.abs(value - to) <= NEAR * size;
const sizeOf = (values: Values): number =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** The factor between two columns of numbers; undefined when there is none. */
function factorOf(wrong: Values, right: Values): number | undefined {
  const at = Array.from(right).reduce((best, value, i) => (Math.abs(value) > Math.abs(right[best]) ? i : best), 0);
  const factor = wrong[at] / right[at];
  const size = sizeOf(right) * Math.max(1, Math.abs(factor));
  return Array.from(right).every((value, i) => isNear(wrong[i], factor * value, size)) ? factor : undefined;
}

function symptomOfVector(problem: Problem, mistake: Mistake, tensor: "dgamma" | "dbeta"): Symptom {
  const { rows, channels } = problem.layout;
  // A factor that belongs to the column is there whatever dout is.
  const douts = [problem.dout, problem.dout.map((value, i) => value + ((i * 7) % 5) / 3)];
  const [first, second] = douts.map((dout) => {
    const [wrong, right] = [madeByHand({ ...problem, dout }, mistake), madeByHand({ ...problem, dout })];
    return {
      wrong: wrong[tensor].values,
      factors: wrong[tensor].values.map((value, k) => value / right[tensor].values[k]),
    };
  });
  const columns = Array.from({ length: channels }, (_, k) => k);
  const areAll = (factor: number): boolean =>
    columns.every((k) => [first, second].every(({ factors }) => isNear(factors[k], factor, Math.abs(factor))));
  if (tensor === "dgamma" && sizeOf(first.factors) <= NEAR) return "dgamma is 0 in every column";
  if (areAll(1 / rows)) return `${tensor} is N times too small`;
  if (tensor === "dbeta" && areAll(first.factors[0])) return "dbeta is right but for one factor, the same everywhere";
  if (columns.every((k) => isNear(second.factors[k], first.factors[k], Math.abs(first.factors[k])))) {
    return `${tensor} is right but for a factor of its own in each column`;
  }
  if (tensor === "dbeta" && columns.every((k) => isNear(first.wrong[k], first.wrong[0], Math.abs(first.wrong[0])))) {
    return "dbeta is the same number in every column";
  }
  return `${tensor} holds other numbers`;
}

/** What is left of a column when its parts along these directions are taken off; the directions are orthogonal. */
function without(column: Float64Array, directions: readonly Float64Array[]): Float64Array {
  let rest = column;
  for (const direction of directions) {
    const square = direction.reduce((sum, value) => sum + value * value, 0);
    if (square === 0) continue;
    const along = rest.reduce((sum, value, i) => sum + value * direction[i], 0) / square;
    rest = rest.map((value, i) => value - along * direction[i]);
  }
  return rest;
}

function symptomOfDx(problem: Problem, mistake: Mistake): Symptom {
  const { layout } = problem;
  const [wrong, right] = [madeByHand(problem, mistake).dx.values, madeByHand(problem).dx.values];
  const size = Math.max(sizeOf(right), sizeOf(wrong));
  if (sizeOf(wrong) <= NEAR * size) return "dx is 0 in every cell";
  if (Array.from(right).every((value, i) => isNear(wrong[i], value, size))) return "dx is right";
  const read = createColumnReader(problem);
  const column = (values: Values, k: number): Float64Array =>
    gatherColumn(layout, values, k, new Float64Array(layout.rows));
  const columns = Array.from({ length: layout.channels }, (_, k) => {
    const { xhat, g } = read(k);
    const ones = new Float64Array(layout.rows).fill(1);
    const along = without(xhat.slice(), [ones]);
    const [given, exact] = [column(wrong, k), column(right, k)];
    const difference = given.map((value, i) => value - exact[i]);
    const isOnly = (...directions: Float64Array[]): boolean =>
      sizeOf(without(difference, directions)) <= NEAR * Math.max(sizeOf(given), sizeOf(exact));
    const rest = without(g.slice(), [ones, along]);
    return {
      factor: factorOf(given, exact),
      shifted: isOnly(ones),
      tilted: isOnly(along),
      inside: isOnly(ones, along, rest),
    };
  });
  const [{ factor }] = columns;
  if (factor !== undefined && columns.every((one) => isNear(one.factor ?? NaN, factor, Math.abs(factor)))) {
    return "dx is right but for one factor, the same everywhere";
  }
  if (columns.every((one) => one.factor !== undefined)) return "dx is right but for a factor of its own in each column";
  if (columns.every(({ shifted }) => shifted)) return "each column of dx is shifted by a number: its sum is not 0";
  if (columns.every(({ tilted }) => tilted)) return "each column of dx is off by a multiple of xhat: its sum is 0";
  if (columns.every(({ inside }) => inside))
    return "several terms of dx are off, and what is off follows dout, 1 and xhat";
  return "the rows of dx are off in no pattern of dout, 1 and xhat";
}
