import type { Statistics } from "../../formula/column-statistics";
import { at, each, type Effect } from "../../formula/term-effect";
import type { Mistake } from "../contract/mistake";

/** What the mean and the variance path hold where their sums run over the rows that a mask keeps alone. */
export function pathsOfKeptRows(s: Statistics): Required<Pick<Effect, "mean" | "slope">> {
  return {
    mean: s.level,
    slope: each(s.D, (k) => (at(s.slope, k) * at(s.xhatSquares, k) * at(s.stretch, k)) / s.degrees),
  };
}

/** dgamma and dbeta as sums over these rows. */
export const SUMS_OF_KEPT_ROWS: Pick<Mistake, "dgamma" | "dbeta"> = {
  dgamma: (s) => [each(s.D, (k) => at(s.slope, k) * at(s.xhatSquares, k))],
  dbeta: (s) => [each(s.D, (k) => at(s.level, k) * s.N)],
};
