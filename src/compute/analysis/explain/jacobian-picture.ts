import { JacobianLevels } from "../../../core/explain/loops/jacobian-levels";
import type { ColumnExplainer } from "../../../core/explain/cell-explanation";
import type { JacobianPiece } from "../../../core/explain/jacobian";
import { TILE, type TensorSummary, type Tile } from "../../../protocol/picture";
import type { ExplainPicture, ExplainTileQuery } from "../../../protocol/explain";
import { levelsOf, shrink } from "../../picture/pyramid";
import { quantilesOf, tileExponent } from "../tensor-summary";
import { NumericTile, NumericTiles } from "./numeric-tile";

type Piece = Extract<ExplainPicture, { kind: "jacobian" }>["piece"];
type Place = Omit<ExplainTileQuery, "picture">;

/** Numeric tiles that are kept: what a screen shows, and the overview. */
const KEPT = 12;
/** How long a request works on a tile that is not whole. */
const SLICE_MILLISECONDS = 40;
/** Cells that quantiles are made of, along each edge. */
const SAMPLED = 128;
const SAMPLED_ERRORS = 8; // columns

/** The Jacobian of one column as a picture of N x N: tiles and a summary, none of which visits all cells. */
export class JacobianPicture {
  private readonly levels: JacobianLevels;
  private readonly numeric = new NumericTiles(KEPT);
  private readonly exponent: number; // of its tiles

  constructor(private readonly explainer: ColumnExplainer) {
    this.levels = new JacobianLevels(explainer.column);
    const largest = Math.abs(this.top("whole"));
    this.exponent = Number.isFinite(largest) ? tileExponent(largest) : 0;
  }

  tile(piece: Piece, query: Place): Tile {
    const most = levelsOf(this.levels.size);
    const levelRow = Math.min(query.levelRow, most);
    const levelColumn = Math.min(query.levelColumn, most);
    const place = { ...query, levelRow, levelColumn };
    if (piece === "numeric" || piece === "error") return this.numericTile(piece, place);
    const scale = 2 ** -this.exponent;
    const rows = this.left(levelRow, place.row);
    const columns = this.left(levelColumn, place.column);
    const values = new Float32Array(rows * columns);
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        const [i, l] = [place.row * TILE + r, place.column * TILE + c];
        values[r * columns + c] = this.levels.extreme(piece, levelRow, i, levelColumn, l) * scale;
      }
    }
    return { rows: columns === 0 ? 0 : rows, columns: rows === 0 ? 0 : columns, values, ...this.coding(), whole: true };
  }

  /**
   * Limits and quantiles of a strided sample of cells, with the largest of all among them. Of errors a few columns are
   * looked at.
   */
  summary(piece: Piece): TensorSummary {
    const N = this.levels.size;
    const sample = piece === "error" ? this.sampledErrors() : this.sampledCells(piece === "numeric" ? "whole" : piece);
    const finite = sample.filter((value) => Number.isFinite(value));
    const spoilt = finite.length === 0 ? N * N : 0; // a column is spoilt as a whole
    return {
      rows: N,
      columns: N,
      finite: N * N - spoilt,
      nan: spoilt,
      positiveInfinite: 0,
      negativeInfinite: 0,
      zero: 0,
      min: finite.reduce((least, value) => Math.min(least, value), 0),
      max: finite.reduce((most, value) => Math.max(most, value), 0),
      quantiles: quantilesOf(finite),
      dtype: "float64",
      ...(piece === "error" ? { origin: 0, exponent: 0 } : this.coding()),
    };
  }

  private coding(): { origin: number; exponent: number } {
    return { origin: 0, exponent: this.exponent };
  }

  private left(level: number, at: number): number {
    return Math.max(0, Math.min(TILE, shrink(this.levels.size, level) - at * TILE));
  }

  private top(piece: JacobianPiece): number {
    const most = levelsOf(this.levels.size);
    return this.levels.extreme(piece, most, 0, most, 0);
  }

  private sampledCells(piece: JacobianPiece): Float64Array {
    const { size } = this.levels;
    const edge = Math.min(size, SAMPLED);
    const at = (index: number): number => Math.floor((index * size) / edge);
    const cells = Float64Array.from({ length: edge * edge }, (_, n) =>
      this.levels.cell(piece, at(Math.floor(n / edge)), at(n % edge)),
    );
    cells[0] = this.top(piece); // so that the limits hold it
    return cells;
  }

  private sampledErrors(): Float64Array {
    const { size } = this.levels;
    const count = Math.min(size, SAMPLED_ERRORS);
    const errors = Array.from(
      { length: count },
      (_, n) => this.explainer.outputsByX(Math.floor((n * size) / count)).error,
    );
    return Float64Array.from(errors.flatMap((each) => [...each]));
  }

  private numericTile(piece: "numeric" | "error", place: Place): Tile {
    const { levelRow, levelColumn, row, column } = place;
    const key = [piece, levelRow, levelColumn, row, column].join();
    const tile = this.numeric.get(key, () => new NumericTile(this.explainer, piece, place));
    tile.advance(SLICE_MILLISECONDS);
    const { rows, columns, values, isWhole } = tile;
    const coding = piece === "error" ? { origin: 0, exponent: 0 } : this.coding();
    const scale = 2 ** -coding.exponent;
    return { rows, columns, values: Float32Array.from(values, (value) => value * scale), ...coding, whole: isWhole };
  }
}
