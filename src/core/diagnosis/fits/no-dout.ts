import { gatherColumn } from "../../batchnorm/column";
import { layoutOn } from "../../layout";
import { roundoff, resolution, type GivenPrecision } from "../evidence/given-precision";
import type { Problem } from "../../problem";
import type { Tensor, Values } from "../../tensor";

const SHARE = 0.05; // of the magnitudes: so much of a sum careless arithmetic does not leave

/** A column of dx that cannot be right for any dout, and what it sums to. */
interface NoDout {
  readonly column: number;
  readonly sum: number;
  readonly magnitudes: number;
}

/**
 * In training out does not change when a number is added to a column of x, so each column of dx sums to 0 whatever dout
 * is. The column that does so least, when that is no accident; undefined when all do, or those of another axis.
 */
export function columnWithoutDout(problem: Problem, dx: Tensor, precision: GivenPrecision): NoDout | undefined {
  const { layout } = problem;
  if (problem.mode !== "train" || roundoff(precision) > 2 ** -12) return undefined;
  const found = worstSum(layout, dx.values, precision);
  if (!found) return undefined;
  const elsewhere = layout.shape.some(
    (extent, axis) =>
      extent > 1 && extent < dx.values.length && !worstSum(layoutOn(axis, layout.shape), dx.values, precision),
  );
  return elsewhere ? undefined : found;
}

function worstSum(layout: Problem["layout"], values: Values, precision: GivenPrecision): NoDout | undefined {
  const column = new Float64Array(layout.rows);
  let worst: NoDout | undefined;
  let share = SHARE;
  for (let k = 0; k < layout.channels; k++) {
    gatherColumn(layout, values, k, column);
    let sum = 0;
    let magnitudes = 0;
    let room = 0;
    for (const value of column) {
      sum += value;
      magnitudes += Math.abs(value);
      room += resolution(precision, value);
    }
    const own = (Math.abs(sum) - room) / magnitudes;
    if (own > share) [share, worst] = [own, { column: k, sum, magnitudes }];
  }
  return worst;
}
