import { counted } from "../../spelling";
import { numberAt } from "../../item-at";
import { offsetOf } from "../../layout";
import type { Problem } from "../../problem";
import type { Values } from "../../tensor";
import { resolution, type GivenPrecision } from "../evidence/given-precision";
import { listed } from "../wording";
import type { Judged } from "./agrees-under";
import type { Convention } from "./conventions";
import { canHave } from "./setting";

const MOST_ROWS = 512; // each is held against each
const ALONE = 64; // rows that are left out one at a time
const ROUNDING = 1e-6;
const NAMED = 6;

/**
 * Masks that dx itself tells: a row that makes no statistics has the direct term alone, so that dx / dout is gamma r there,
 * the same in all such rows. One row alone says nothing of the kind: each is tried.
 */
export function masksReadOff(problem: Problem, { candidate, precisions }: Judged): Convention[] {
  const { layout, mode, activation } = problem;
  const { rows } = layout;
  if (mode === "eval" || activation !== "none" || !candidate.dx || !precisions.dx || rows > MOST_ROWS) return [];
  const left = rowsOfOneFactor(problem, candidate.dx.values, precisions.dx);
  const alone = rows <= ALONE ? Array.from({ length: rows }, (_, row) => [row]) : [];
  return [...(left.length > 1 ? [left] : []), ...alone]
    .map((without) => maskWithout(without, rows))
    .filter(({ setting }) => setting.mask?.join() !== problem.mask?.join() && canHave(problem, setting));
}

function maskWithout(left: readonly number[], rows: number): Convention {
  const mask = new Uint8Array(rows).fill(1);
  for (const row of left) mask[row] = 0;
  const which = left.length > NAMED ? `${counted(left.length)} rows` : `row${left.length === 1 ? "" : "s"} ${listed(left.map(String))}`; // prettier-ignore
  return { setting: { mask }, set: { mask: Array.from(mask) }, words: `for statistics without ${which} (a mask)` };
}

/** The most rows in which dx is dout times one number for each column; none where nearly all are. */
function rowsOfOneFactor({ layout, dout }: Problem, dx: Values, precision: GivenPrecision): number[] {
  const { rows, channels } = layout;
  const isSame = (row: number, other: number): boolean => {
    for (let k = 0; k < channels; k++) {
      const [here, there] = [offsetOf(layout, row, k), offsetOf(layout, other, k)];
      const [own, taken] = [numberAt(dx, here) * numberAt(dout, there), numberAt(dx, there) * numberAt(dout, here)];
      const lost = (at: number, by: number): number => 2 * resolution(precision, numberAt(dx, at)) * Math.abs(numberAt(dout, by)); // prettier-ignore
      const allowed = ROUNDING * Math.abs(own) + lost(here, there) + lost(there, here);
      if (!(Math.abs(own - taken) <= allowed)) return false;
    }
    return true;
  };
  let most: number[] = [];
  for (let row = 0; row < rows && rows - row > most.length; row++) {
    const same = Array.from({ length: rows - row }, (_, i) => row + i).filter((other) => isSame(row, other));
    if (same.length > most.length) most = same;
  }
  return most.length < rows - 1 ? most : [];
}
