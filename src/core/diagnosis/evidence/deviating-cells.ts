import { itemAt, numberAt } from "../../item-at";
import { gatherColumn } from "../../batchnorm/column";
import { indexAt, offsetOf } from "../../layout";
import type { Problem } from "../../problem";
import type { Values } from "../../tensor";
import type { NamedCell } from "../../verdict";

/** Cells that deviate from an explanation which fits everywhere else. */
export interface Deviation {
  readonly count: number;
  readonly cells: readonly NamedCell[]; // worst first, at most ten
  /** "all in row 3", "all in column 5", or "" when they share neither. */
  readonly where: string;
}

const NAMED = 10;

/** A cell counts as deviating beyond so many units of its column's noise. */
export const SURE_UNITS = 8;

/** How many deviating cells still are "a few": a fifth of small tensors, a tenth of large ones; one of three. */
export function isFew(count: number, cells: number): boolean {
  return count > 0 && count <= fewOf(cells) && cells > 2;
}

function fewOf(cells: number): number {
  return Math.max(1, Math.floor(Math.min(cells / 5, cells / 10 + 3)));
}

/**
 * Cells of a candidate that differ from what is expected by more than allowed. `expected` fills a column; `allowed` is
 * for one cell of column k. Counting stops when there are too many to be a few.
 */
export function deviations(
  problem: Problem,
  candidate: Values,
  expected: (column: number, into: Float64Array) => void,
  allowed: (column: number) => number,
): Deviation {
  const { layout } = problem;
  const { rows: N, channels: D } = layout;
  const limit = fewOf(N * D);
  const given = new Float64Array(N);
  const right = new Float64Array(N);
  const worst: (NamedCell & { excess: number })[] = [];
  const rows = new Set<number>();
  const columns = new Set<number>();
  let count = 0;
  for (let k = 0; k < D && count <= limit; k++) {
    gatherColumn(layout, candidate, k, given);
    expected(k, right);
    const bound = allowed(k);
    for (let i = 0; i < N; i++) {
      const [value, wanted] = [numberAt(given, i), numberAt(right, i)];
      const distance = Math.abs(value - wanted);
      if (distance <= bound || Object.is(value, wanted)) continue;
      if (Number.isFinite(value) && !Number.isFinite(wanted)) continue;
      count++;
      if (rows.size < 2) rows.add(i);
      if (columns.size < 2) columns.add(k);
      const excess = Number.isFinite(distance) ? distance / bound : Infinity;
      if (worst.length === NAMED && excess <= itemAt(worst, NAMED - 1).excess) continue;
      const index = indexAt(layout.shape, offsetOf(layout, i, k));
      worst.push({ index, given: value, expected: wanted, excess });
      worst.sort((one, other) => (one.excess === other.excess ? 0 : other.excess - one.excess));
      if (worst.length > NAMED) worst.pop();
    }
  }
  const cells = worst.map(({ index, given: value, expected: wanted }) => ({ index, given: value, expected: wanted }));
  return { count, cells, where: count > 1 ? place(rows, columns) : "" };
}

function place(rows: ReadonlySet<number>, columns: ReadonlySet<number>): string {
  if (columns.size === 1) return `, all in column ${[...columns][0]}`;
  if (rows.size === 1) return `, all in row ${[...rows][0]}`;
  return "";
}
