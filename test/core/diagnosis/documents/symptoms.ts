import { createColumnReader } from "../../../../src/core/diagnosis/formula/column-reader";
import { mistakesOf, type Mistake } from "../../../../src/core/diagnosis";
import { gatherColumn } from "../../../../src/core/batchnorm/column";
import type { Problem } from "../../../../src/core/problem";
import type { Values } from "../../../../src/core/tensor";
import { madeByHand } from "../made-by-hand";
import { problemFor } from "../seeded-problems";
import { itemAt } from "../../../../src/core/item-at";

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
  const largest = Array.from(right).findIndex((value) => Math.abs(value) === sizeOf(right));
  const factor = itemAt(wrong, largest) / itemAt(right, largest);
  const size = sizeOf(right) * Math.max(1, Math.abs(factor));
  return Array.from(right).every((value, i) => isNear(itemAt(wrong, i), factor * value, size)) ? factor : undefined;
}

function symptomOfVector(problem: Problem, mistake: Mistake, tensor: "dgamma" | "dbeta"): Symptom {
  const { rows } = problem.layout;
  // A factor that belongs to the column is there whatever dout is.
  const under = (dout: Values): { wrong: Values; factors: Float64Array } => {
    const [wrong, right] = [madeByHand({ ...problem, dout }, mistake), madeByHand({ ...problem, dout })];
    const given = wrong[tensor].values;
    return { wrong: given, factors: Float64Array.from(given, (value, k) => value / itemAt(right[tensor].values, k)) };
  };
  const first = under(problem.dout);
  const second = under(problem.dout.map((value, i) => value + ((i * 7) % 5) / 3));
  const areAll = (factor: number): boolean =>
    [first, second].every(({ factors }) => factors.every((one) => isNear(one, factor, Math.abs(factor))));
  if (tensor === "dgamma" && sizeOf(first.factors) <= NEAR) return "dgamma is 0 in every column";
  if (areAll(1 / rows)) return `${tensor} is N times too small`;
  if (tensor === "dbeta" && areAll(itemAt(first.factors, 0)))
    return "dbeta is right but for one factor, the same everywhere";
  if (first.factors.every((factor, k) => isNear(itemAt(second.factors, k), factor, Math.abs(factor)))) {
    return `${tensor} is right but for a factor of its own in each column`;
  }
  const shared = itemAt(first.wrong, 0);
  if (tensor === "dbeta" && Array.from(first.wrong).every((value) => isNear(value, shared, Math.abs(shared)))) {
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
    const along = rest.reduce((sum, value, i) => sum + value * itemAt(direction, i), 0) / square;
    rest = rest.map((value, i) => value - along * itemAt(direction, i));
  }
  return rest;
}

function symptomOfDx(problem: Problem, mistake: Mistake): Symptom {
  const { layout } = problem;
  const [wrong, right] = [madeByHand(problem, mistake).dx.values, madeByHand(problem).dx.values];
  const size = Math.max(sizeOf(right), sizeOf(wrong));
  if (sizeOf(wrong) <= NEAR * size) return "dx is 0 in every cell";
  if (Array.from(right).every((value, i) => isNear(itemAt(wrong, i), value, size))) return "dx is right";
  const read = createColumnReader(problem);
  const column = (values: Values, k: number): Float64Array =>
    gatherColumn(layout, values, k, new Float64Array(layout.rows));
  const columns = Array.from({ length: layout.channels }, (_, k) => {
    const { xhat, g } = read(k);
    const ones = new Float64Array(layout.rows).fill(1);
    const along = without(xhat.slice(), [ones]);
    const [given, exact] = [column(wrong, k), column(right, k)];
    const difference = given.map((value, i) => value - itemAt(exact, i));
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
  const { factor } = itemAt(columns, 0);
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
