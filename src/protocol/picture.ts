/** What a tensor looks like to the page: planes, tiles, summaries. */
import type { MaskName, TensorName } from "../views";

export type { MaskName, PictureName, StripName, TensorName } from "../views";

/** What has tiles: tensors, and the masks of their wrong cells: 1 where one of the cells behind a number is wrong, else 0. */
export type TileName = TensorName | MaskName;

/**
 * Which axes of the tensor are rows and columns of the picture. "matrix": all axes but the channels, flattened, are
 * rows and the channels are columns. "axes": two axes of the tensor's own shape; every other axis stands at its entry
 * of `at` (the entries of `rows` and `columns` are ignored). "images", of rank 4: all images side by side, one row of them
 * for each sample and one column for each channel.
 */
export type Plane =
  | { readonly kind: "matrix" }
  | { readonly kind: "images" }
  | { readonly kind: "axes"; readonly rows: number; readonly columns: number; readonly at: readonly number[] };

export const TILE = 256;

/**
 * A tile of one level: up to TILE x TILE numbers, each the value furthest from the tensor's origin (sign kept; NaN, then
 * Inf, wins) of 2^levelRow x 2^levelColumn cells of the plane. Tile (row, column) starts at cell (row * TILE * 2^levelRow,
 * column * TILE * 2^levelColumn).
 */
export interface TileQuery {
  readonly tensor: TileName;
  readonly plane: Plane;
  readonly levelRow: number;
  readonly levelColumn: number;
  readonly row: number;
  readonly column: number;
}

export interface Tile extends Coding {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array; // (rows, columns)
  /**
   * False while the tensor is still being filled in (the check's error map); ask again after the next "progress". Cells
   * that are not checked yet are negative.
   */
  readonly whole: boolean;
}

/** How the numbers of a tensor stand in its tiles in single precision: value = origin + number * 2^exponent. */
export interface Coding {
  /**
   * 0, or the median of values that lie almost all to one side of 0: those far from it are what has to be seen, and
   * differences between large numbers need all of single precision.
   */
  readonly origin: number;
  /** 0 for ordinary magnitudes; huge and tiny tensors keep their range by it. */
  readonly exponent: number;
}

/** Small tensors whole, each as its one tile of level 0 of the matrix plane. */
export type WholeTiles = Readonly<Partial<Record<TileName, Tile>>>;

/** What is known of a tensor without its cells. Quantiles come from a strided sample of at most 65,536 finite cells. */
export interface TensorSummary extends Coding {
  readonly rows: number; // of the matrix plane
  readonly columns: number;
  readonly finite: number;
  readonly nan: number;
  readonly positiveInfinite: number;
  readonly negativeInfinite: number;
  readonly zero: number;
  readonly min: number; // of the finite cells; 0 when there is none
  readonly max: number;
  readonly quantiles: readonly number[]; // at QUANTILES
  readonly dtype: string;
}

export const QUANTILES = [0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999] as const;
