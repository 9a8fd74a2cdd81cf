/**
 * The inner Jacobian of one column, d out_i / d x_l, cell by cell: it is never stored whole.
 *
 *   d out_i / d x_l = gamma_i [ (delta_il - 1/N) r  -  (x_i - mu)(x_l - mu) r^3 / N ]
 *                               "direct"               "variance"
 *
 * N is the set's M, a row whose x moves no statistics has delta_il alone, rows of different sets do not reach each other,
 * and an activation multiplies row i by its slope at out_i. gamma_i is the one gamma of batch norm, or what acts on row i
 * in other layers; RMS norm has no 1/N.
 */
import { CompensatedSum } from "../arithmetic/compensated-sum";
import { itemAt, numberAt } from "../item-at";
import { setOfRow } from "../sets";
import { epsShare } from "./eps-share";
import { centred, type ExplainedColumn, type ExplainedSet } from "./explained-column";

/** The article's two pieces, and both together. */
export const JACOBIAN_PIECES = ["whole", "direct", "variance"] as const;
export type JacobianPiece = (typeof JACOBIAN_PIECES)[number];

/** What x_l does to every out_i of its set: the cells of one column of the Jacobian. */
export interface JacobianColumn {
  readonly set: ExplainedSet;
  readonly row: number; // l
  at(i: number, piece?: JacobianPiece): number;
  /** How large the terms of a cell get: what its error is held against. */
  sizeAt(i: number): number;
}

export function jacobianColumn(column: ExplainedColumn, l: number): JacobianColumn {
  const { gamma, slope, xhat, sets } = column;
  const set = itemAt(sets, setOfRow(sets, l));
  const { from, to, scaledR, unit } = set;
  const isMember = column.moves(l);
  const share = isMember ? set.perMean : 0;
  const pull = isMember ? numberAt(xhat, l) * set.perC : 0;
  const isInSet = (i: number): boolean => i >= from && i < to;
  return {
    set,
    row: l,
    at(i, piece = "whole") {
      if (!isInSet(i)) return 0;
      const own = (i === l ? 1 : 0) - share;
      const path = numberAt(xhat, i) * pull;
      const inner = piece === "direct" ? own : piece === "variance" ? -path : own - path;
      return (numberAt(slope, i) * numberAt(gamma, i) * scaledR * inner) / unit + 0; // not -0
    },
    sizeAt(i) {
      if (!isInSet(i)) return 0;
      const inner = (i === l ? 1 : 0) + share + Math.abs(numberAt(xhat, i) * pull);
      return (Math.abs(numberAt(slope, i) * numberAt(gamma, i) * scaledR) * inner) / unit;
    },
  };
}

/** One column of the Jacobian as numbers (N). */
export function jacobianValues(column: ExplainedColumn, l: number, piece?: JacobianPiece): Float64Array {
  const cells = jacobianColumn(column, l);
  return Float64Array.from(column.x, (_, i) => cells.at(i, piece));
}

/** d mu / d x_l and d v / d x_l of the row's set. */
export function momentSlopes(column: ExplainedColumn, l: number): { readonly dmu: number; readonly dv: number } {
  if (!column.moves(l)) return { dmu: 0, dv: 0 };
  const set = setOfRow(column.sets, l);
  const { perMean, perVariance } = itemAt(column.sets, set);
  return { dmu: perMean, dv: perVariance * centred(column, set, l) };
}

/** Row i of the Jacobian times a direction of x, and the sum of the magnitudes that were added up. */
export interface Product {
  readonly value: number;
  readonly size: number;
}

/** What shifting or stretching the column does to out_i: nothing, but for eps. A shift moves RMS norm, which takes no mean. */
export interface NullDirections {
  readonly ones: Product;
  readonly xhat: Product;
  /** What is left of xhat: gamma r xhat_i eps / (v + eps); with eps outside the root eps / (sqrt(v) + eps). */
  readonly epsShare: number;
}

/** Multiplies row i of the Jacobian with ones and with xhat; undefined in evaluation, where it has no such directions. */
export function nullDirections(column: ExplainedColumn, i: number): NullDirections | undefined {
  const { gamma, slope, xhat, sets, problem } = column;
  if (problem.mode === "eval") return undefined;
  const set = itemAt(sets, setOfRow(sets, i));
  const sums = { ones: new CompensatedSum(), xhat: new CompensatedSum() };
  const sizes = { ones: 0, xhat: 0 };
  const own = numberAt(xhat, i);
  const scale = (numberAt(slope, i) * numberAt(gamma, i) * set.scaledR) / set.unit;
  for (let l = set.from; l < set.to; l++) {
    const at = numberAt(xhat, l);
    const paths = column.moves(l) ? set.perMean + own * at * set.perC : 0;
    const cell = scale * ((i === l ? 1 : 0) - paths);
    sums.ones.add(cell);
    sums.xhat.add(cell * at);
    sizes.ones += Math.abs(cell);
    sizes.xhat += Math.abs(cell * at);
  }
  const share = epsShare(problem, { unit: set.unit, r: set.scaledR });
  return {
    ones: { value: sums.ones.total, size: sizes.ones },
    xhat: { value: sums.xhat.total, size: sizes.xhat },
    epsShare: scale * own * share,
  };
}
