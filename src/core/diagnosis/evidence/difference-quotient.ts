import { activated } from "../../activation/acting";
import { itemAt, numberAt } from "../../item-at";
import { gatherColumn } from "../../batchnorm/column";
import type { Gradients } from "../../batchnorm/gradients";
import type { Problem } from "../../problem";
import type { Tensor } from "../../tensor";

/** A numeric derivative as people write it, and its step. */
interface Quotient {
  readonly words: string; // "(f(x + h) - f(x - h)) / 2h"
  readonly step: number;
}

const RULES = [
  { words: "(f(x + h) - f(x - h)) / 2h", ahead: 1, behind: 1 },
  { words: "(f(x + h) - f(x)) / h", ahead: 1, behind: 0 },
  { words: "(f(x) - f(x - h)) / h", ahead: 0, behind: 1 },
] as const;
type Rule = (typeof RULES)[number];
const STEPS = [0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6];

const MOST_WORK = 2 ** 23; // cells times rows: every cell is a pass over its column
const EXPLAINED = 0.1; // of what dx is off by, a quotient leaves no more than this share
const LARGEST = 0.1; // of a column's size: what is off by more is no derivative's error

/**
 * The quotient of differences that a dx in double precision is, when its own error is what dx is off by; undefined when
 * it is none. The forward pass is computed anew for each cell, as the quotient's author did.
 */
export function quotientOf(problem: Problem, { dx }: Pick<Gradients, "dx">, candidate: Tensor): Quotient | undefined {
  const { layout, mode } = problem;
  if (mode === "eval" || candidate.dtype !== "float64" || layout.rows * dx.length > MOST_WORK) return undefined;
  const columns = Array.from({ length: layout.channels }, (_, k) => columnOf(problem, dx, candidate, k));
  if (!columns.every(({ off, size }) => off <= LARGEST * size)) return undefined;
  const first = itemAt(
    columns.toSorted((one, other) => other.off / other.size - one.off / one.size),
    0,
  );
  for (const rule of RULES) {
    for (const step of STEPS) {
      const fits = (column: Column): boolean => leftOf(column, rule, step) <= EXPLAINED * column.off;
      if (fits(first) && columns.every((column) => fits(column) || column.off <= 1e-9 * column.size)) {
        return { words: rule.words, step };
      }
    }
  }
  return undefined;
}

interface Column {
  readonly x: Float64Array;
  readonly loss: (x: Float64Array) => number;
  readonly given: Float64Array;
  readonly off: number; // norm of what the candidate is off by
  readonly size: number; // norm of the exact column
}

function columnOf(problem: Problem, exact: Float64Array, candidate: Tensor, k: number): Column {
  const { layout, gamma, beta, eps } = problem;
  const through = activated(problem);
  const gather = (values: ArrayLike<number>): Float64Array =>
    gatherColumn(layout, values as Float64Array, k, new Float64Array(layout.rows));
  const dout = gather(problem.dout);
  const given = gather(candidate.values);
  const right = gather(exact);
  const loss = (x: Float64Array): number => {
    const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
    const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
    const [scale, shift] = [numberAt(gamma, k) / Math.sqrt(variance + eps), numberAt(beta, k)];
    let sum = 0;
    for (let i = 0; i < x.length; i++) {
      sum += numberAt(dout, i) * through(scale * (numberAt(x, i) - mean) + shift);
    }
    return sum;
  };
  const off = norm(given.map((value, i) => value - numberAt(right, i)));
  return { x: gather(problem.x), loss, given, off, size: norm(right) };
}

/** What a quotient leaves of a column. */
function leftOf({ x, loss, given }: Column, { ahead, behind }: Rule, step: number): number {
  const quotient = Float64Array.from(x, (value, i) => {
    x[i] = value + ahead * step;
    const above = loss(x);
    x[i] = value - behind * step;
    const below = loss(x);
    x[i] = value;
    return (above - below) / ((ahead + behind) * step);
  });
  return norm(given.map((value, i) => value - numberAt(quotient, i)));
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
