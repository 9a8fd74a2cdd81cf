import type { ColumnExplainer } from "../../../core/explain/cell-explanation";
import { itemAt, numberAt } from "../../../core/item-at";
import { UNCHECKED } from "../../../core/gradcheck/unchecked";
import { TILE } from "../../../protocol/picture";
import type { ExplainTileQuery } from "../../../protocol/explain";

/**
 * A tile of the numeric Jacobian, or of its error against the formula, that fills while one asks. A column of it takes a
 * few forwards, so first one column of each block is made, then the next one of each: the picture is there at once and
 * gets sharper. Cells that have not come are 0 in the numeric one and negative in the error.
 */
export class NumericTile {
  readonly values: Float64Array; // (rows, columns)
  readonly rows: number;
  readonly columns: number;
  private next = 0; // column of the Jacobian, in the order of work
  private readonly last: number;

  constructor(
    private readonly explainer: ColumnExplainer,
    private readonly piece: "numeric" | "error",
    private readonly query: Omit<ExplainTileQuery, "picture">,
  ) {
    const N = explainer.column.x.length;
    const { levelRow, levelColumn, row, column } = query;
    const left = (level: number, at: number): number =>
      Math.max(0, Math.min(TILE, Math.ceil(N / 2 ** level) - at * TILE));
    this.rows = left(levelRow, row);
    this.columns = left(levelColumn, column);
    this.values = new Float64Array(this.rows * this.columns).fill(piece === "error" ? UNCHECKED : 0);
    this.last = this.rows * this.columns === 0 ? 0 : this.columns * 2 ** levelColumn;
  }

  get isWhole(): boolean {
    return this.next === this.last;
  }

  /** Works for about this long. */
  advance(milliseconds: number): void {
    const end = Date.now() + milliseconds;
    while (!this.isWhole) {
      this.addColumn(this.next % this.columns, Math.floor(this.next / this.columns));
      this.next++;
      if (Date.now() >= end) return;
    }
  }

  /** Takes in column `at` of a block of columns. */
  private addColumn(block: number, at: number): void {
    const { levelRow, levelColumn, row, column } = this.query;
    const l = (column * TILE + block) * 2 ** levelColumn + at;
    if (l >= this.explainer.column.x.length) return; // the last block is not full
    const derivatives = this.explainer.outputsByX(l);
    const cells = this.piece === "numeric" ? derivatives.numeric : derivatives.error;
    for (let r = 0; r < this.rows; r++) {
      const from = (row * TILE + r) * 2 ** levelRow;
      let best = numberAt(this.values, r * this.columns + block);
      for (const value of cells.subarray(from, from + 2 ** levelRow)) best = larger(best, value);
      this.values[r * this.columns + block] = best;
    }
  }
}

/** NaN wins; of equal magnitudes the first. What has not come is less than anything. */
function larger(best: number, value: number): number {
  if (best === UNCHECKED) return value;
  return Math.abs(best) >= Math.abs(value) || Number.isNaN(best) ? best : value;
}

/** Numeric tiles that are under way or done, the newest last; few are kept. */
export class NumericTiles {
  private readonly kept: { readonly key: string; readonly tile: NumericTile }[] = [];

  constructor(private readonly limit: number) {}

  get(key: string, make: () => NumericTile): NumericTile {
    const at = this.kept.findIndex((each) => each.key === key);
    const tile = at < 0 ? make() : itemAt(this.kept, at).tile;
    if (at >= 0) this.kept.splice(at, 1);
    this.kept.push({ key, tile });
    if (this.kept.length > this.limit) this.kept.shift();
    return tile;
  }
}
