import { TILE } from "../../../src/protocol/picture";
import { tableOf } from "../../../webview/heatmap/painting/colour";
import { createInk } from "../../../webview/heatmap/painting/ink";
import { type Levels } from "../../../webview/heatmap/levels";
import { type Patch } from "../../../webview/heatmap/painting/painter";
import { itemAt } from "../../../src/core/item-at";

export const PLAIN = { origin: 0, exponent: 0 };
export const table = tableOf("diverging", "dark");
export const ink = createInk(
  { family: "diverging", kind: "linear", low: -1, high: 1, negativeIsAbsent: false },
  table,
  PLAIN,
);

/** A matrix with all its levels, made the slow and obvious way. */
export class Matrix {
  private readonly made = new Map<string, Float32Array>();
  constructor(
    readonly rows: number,
    readonly columns: number,
    readonly values: Float32Array,
  ) {}

  level({ row, column }: Levels): { values: Float32Array; columns: number } {
    const columns = Math.ceil(this.columns / 2 ** column);
    const key = `${row} ${column}`;
    let values = this.made.get(key);
    if (!values) {
      values = new Float32Array(Math.ceil(this.rows / 2 ** row) * columns);
      for (let r = 0; r < this.rows; r++) {
        for (let c = 0; c < this.columns; c++) {
          const at = (r >> row) * columns + (c >> column);
          const value = itemAt(this.values, r * this.columns + c);
          if (Number.isNaN(value) || Math.abs(value) > Math.abs(itemAt(values, at))) values[at] = value;
        }
      }
      this.made.set(key, values);
    }
    return { values, columns };
  }

  patch(levels: Levels, tileRow: number, tileColumn: number): Patch {
    const { values, columns } = this.level(levels);
    const rows = Math.min(TILE, values.length / columns - tileRow * TILE);
    const width = Math.min(TILE, columns - tileColumn * TILE);
    const tile = new Float32Array(rows * width);
    for (let r = 0; r < rows; r++) {
      const start = (tileRow * TILE + r) * columns + tileColumn * TILE;
      tile.set(values.subarray(start, start + width), r * width);
    }
    return { tile: { values: tile, columns: width }, row: tileRow, column: tileColumn, levels, ink };
  }
}
