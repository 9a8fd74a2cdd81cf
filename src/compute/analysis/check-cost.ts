import { isActivated } from "../../core/activation/pieces";
import { sharesSums } from "../../core/gradcheck/shared-sums";
import type { Problem } from "../../core/problem";

/** A row that is checked by sums which all rows share is worth a forward over so many rows. */
const SHARED_VISITS = 2000;

/**
 * What checking dx costs, in visits: rows that forwards run over. Each row of a set takes forwards over the whole set, so
 * that a column costs the square of its rows; what a visit takes is measured where it runs.
 */
export class CheckCost {
  private readonly sets: readonly { readonly from: number; readonly to: number; readonly each: number }[];
  private readonly rows: number;
  private readonly ofColumn: number;
  readonly cells: number;
  readonly columns: number;
  readonly total: number; // visits

  constructor(problem: Problem) {
    const isActive = isActivated(problem);
    const { rows, channels } = problem.layout;
    this.sets = problem.sets.map(({ from, to }) => ({
      from,
      to,
      each: sharesSums(to - from, isActive) ? SHARED_VISITS : to - from,
    }));
    this.rows = rows;
    this.cells = rows * channels;
    this.columns = channels;
    this.ofColumn = this.upTo(rows);
    this.total = this.ofColumn * channels;
  }

  /** Of the first so many cells, column by column. */
  upTo(cells: number): number {
    const columns = Math.max(0, Math.ceil(cells / this.rows) - 1); // those before the one under way
    const row = cells - columns * this.rows;
    const begun = this.sets.reduce((sum, { from, to, each }) => sum + each * Math.max(0, Math.min(row, to) - from), 0);
    return columns === 0 ? begun : columns * this.ofColumn + begun;
  }

  /** Of so many cells from anywhere. */
  ofSome(cells: number): number {
    return (this.total / this.cells) * cells;
  }
}
