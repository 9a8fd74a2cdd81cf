/**
 * The check of a placement's gradients: batch norm by the product's own check, and the ReLU in front of it held against
 * differences.
 */
import { batchnormGradients } from "../batchnorm/batchnorm";
import type { Precision } from "../checker";
import { createChecker } from "../gradcheck/gradcheck";
import { numberAt } from "../item-at";
import type { Problem } from "../problem";
import type { Values } from "../tensor";
import type { Doubts, Verdict } from "../verdict";
import { worstOf } from "./numeric-column";
import { placedForward, placedProblem, type PlacementName } from "./placed-relu";

export interface PlacementCheck {
  readonly verdict: Verdict;
  /** Of batch norm and, where there is none, of the ReLU. A kink of a ReLU in front is where x is 0: it is not counted. */
  readonly doubts: Readonly<Doubts>;
}

interface CheckedRows {
  readonly perColumn: number;
  readonly seed: number;
}

export const NO_DOUBTS: Readonly<Doubts> = { notFinite: 0, kink: 0, noise: 0 };

export function addDoubts(a: Readonly<Doubts>, b: Readonly<Doubts>): Readonly<Doubts> {
  return { notFinite: a.notFinite + b.notFinite, kink: a.kink + b.kink, noise: a.noise + b.noise };
}

/** Checks one column under a placement, at all rows or a sample of them. */
export function checkPlaced(
  column: Problem,
  name: PlacementName,
  precision: Precision,
  sample: CheckedRows | undefined,
): PlacementCheck {
  if (name === "none") return checkRelu(column, placedForward(column, name).backward(column.dout).dx, column.dout);
  const placed = placedProblem(column, name);
  const gradients = batchnormGradients(placed, precision);
  const checker = createChecker(placed, gradients, { precision, from: 0, to: 1, sample });
  while (!checker.advance(1000));
  const { verdict, tensors } = checker.result();
  const doubts = Object.values(tensors).reduce((sum, tensor) => addDoubts(sum, tensor.doubts ?? NO_DOUBTS), NO_DOUBTS);
  if (name === "bn-relu") return { verdict, doubts };
  const { dx } = placedForward(column, name, precision).backward(column.dout);
  const relu = checkRelu(column, dx, gradients.dx);
  // What is not finite is counted already.
  return { verdict: worstOf([verdict, relu.verdict]), doubts: addDoubts(doubts, { ...relu.doubts, notFinite: 0 }) };
}

/**
 * The ReLU in front, held against differences: a step of half of |x| crosses no kink, and its difference is exact. At
 * x = 0 there is no derivative. `inner`: what comes back to it.
 */
function checkRelu({ x }: Problem, dx: Float64Array, inner: Values): PlacementCheck {
  const relu = (value: number): number => Math.max(0, value);
  const doubts = { ...NO_DOUBTS };
  const verdicts = new Set<Verdict>();
  for (const [i, value] of x.entries()) {
    const [above, below] = [value + Math.abs(value) / 2, value - Math.abs(value) / 2];
    const slope = (relu(above) - relu(below)) / (above - below); // NaN at 0, and for the smallest subnormal
    const upstream = numberAt(inner, i);
    const numeric = slope * upstream;
    if (numeric === numberAt(dx, i) && Number.isFinite(numeric)) continue;
    verdicts.add(Number.isFinite(numeric) ? "wrong" : "doubtful");
    if (!Number.isFinite(value) || !Number.isFinite(upstream)) doubts.notFinite++;
    else if (value !== 0) doubts.noise++;
  }
  return { verdict: worstOf([...verdicts]), doubts };
}
