/** What the page asks about single cells, regions and edges of an analysis, and what it is told. */
import type { GradientName } from "../core/verdict";
import type { MaskName, TensorName } from "../views";
import type { Numeric } from "./json-number";
import type { Plane } from "./picture";

export interface CellQuery {
  readonly row: number; // of the matrix plane
  readonly column: number;
}

/** Everything about one cell. Numbers in full double precision. */
export interface CellReport {
  readonly index: readonly number[]; // in the tensor's own shape
  readonly row: number;
  readonly column: number;
  readonly values: Readonly<Partial<Record<TensorName, Numeric>>>; // of every tensor there is, strips at this column
  /** The numbered terms of dx: (1) direct, (2) mean path, (3) variance path. They add up to dx. */
  readonly terms: readonly [Numeric, Numeric, Numeric];
  /** dL/dmu and dL/dv of the set that the row is of; null where mean and variance are given. */
  readonly statistics: { readonly dmu: Numeric; readonly dv: Numeric } | null;
  readonly numeric: Numeric; // numeric derivative of L by this x
  readonly numericUncertainty: Numeric;
  readonly error: Numeric; // relative
  /** What the error is relative to where dx and its derivative are smaller: the check's floor of the column. Else null. */
  readonly floor: Numeric | null;
  readonly tolerance: number;
  readonly ulp: Numeric; // |dx - numeric| in units in the last place of dx; of the candidate's dtype when there is one
  readonly part: string | null;
  readonly wrong: readonly MaskName[]; // the masks in which the cell counts as wrong, those of strips at this column
}

export interface RegionQuery {
  readonly plane: Plane;
  readonly row0: number; // inclusive
  readonly row1: number; // exclusive
  readonly column0: number;
  readonly column1: number;
  readonly tensors: readonly TensorName[];
  readonly bins: number;
}

export interface RegionReport extends Distribution {
  readonly tensor: TensorName;
}

/** How numbers are distributed. */
export interface Distribution {
  readonly count: number; // without cells that the check has not reached
  readonly nan: number;
  readonly infinite: number;
  readonly min: Numeric; // of the finite cells, and so on: NaN when there is none
  readonly max: Numeric;
  readonly mean: Numeric;
  readonly sd: Numeric; // divided by the count
  readonly norm: Numeric; // Euclidean
  readonly histogram: Float64Array; // (bins) counts of finite values between min and max
}

/** Sum and largest magnitude of each row or column of a plane, folded into at most `bins` bins. */
export interface MarginalQuery {
  readonly tensor: TensorName;
  readonly plane: Plane;
  readonly along: "rows" | "columns"; // one value for each row, or one for each column
  readonly from: number; // first row or column
  readonly to: number; // exclusive
  readonly bins: number;
}

export interface MarginalReport {
  readonly sum: Float64Array; // (bins): of largest magnitude inside a bin
  readonly size: Float64Array; // (bins): sum of magnitudes of that same line
  readonly max: Float64Array; // (bins): largest magnitude
}

/** Largest relative error and wrong cells by row or column, or by tiles of them: of the candidate, else of the check. */
export interface ProfileQuery {
  readonly candidate: boolean;
  readonly tensor: GradientName;
  readonly along: "rows" | "columns"; // of the matrix plane; dgamma and dbeta are one row
  readonly tile: number; // rows or columns that belong together
  readonly bins: number; // at most so many bars
}

export interface ProfileReport {
  readonly error: Float64Array; // (bars): NaN where a cell could not be compared
  readonly wrong: Float64Array; // (bars): cells
  readonly each: number; // rows or columns behind a bar, fewer behind the last: a multiple of the tile
  readonly tail: number; // rows or columns of the last tile, where it is not whole; else 0
}

/** How many cells of a candidate are off by how many units of the last place. */
export interface UlpReport {
  readonly counts: Float64Array; // (bins): up to 1/2, up to 1, up to 2, up to 4 ...
  readonly odd: number; // cells that hold no finite number
  readonly most: number; // the largest that is finite
}

/** Error of the numeric derivative against the step: the V. */
export interface SweepQuery {
  readonly scope: "cell" | "column" | "all";
  readonly row: number;
  readonly column: number;
}

export interface SweepReport {
  readonly step: Float64Array; // (S) in units of sqrt(v + eps)
  readonly error: Float64Array; // (S) largest relative error in the scope
  readonly chosen: number; // step of the check, same unit; NaN where nothing was compared
  readonly cells: number; // compared: none where the column holds NaN or infinity
}

export interface FindQuery {
  readonly tensor: TensorName;
  readonly what: "nan" | "infinite" | "beyond" | "wrong"; // "wrong": by the verdict on the tensor
  readonly low: number; // for "beyond": outside [low, high]
  readonly high: number;
  readonly plane: Plane;
  readonly after: { readonly row: number; readonly column: number } | null; // null: the first
}

export interface FindReport {
  readonly row: number;
  readonly column: number;
  readonly rank: number; // 1-based
  readonly count: number; // of such cells in the plane
}

/** What numbers are searched for: an infinity does not come through the wire, so it has names of its own. */
export interface Wanted {
  readonly what: "nan" | "inf" | "-inf" | "above" | "from" | "below" | "to" | "within";
  readonly low: number; // "above" it, "from" it on
  readonly high: number; // "below" it, up "to" it
}

export interface SearchQuery {
  readonly tensor: TensorName;
  readonly wanted: Wanted;
  readonly row0: number; // inclusive, of the matrix plane
  readonly row1: number; // exclusive
  readonly from: CellQuery | null; // cells before it are counted apart
  readonly nth: number; // of these rows' cells, from 0: the one whose place is asked for; -1 for none
}

export interface SearchReport {
  readonly count: number;
  readonly before: number; // of them before `from`, in reading order
  readonly isFrom: boolean; // `from` is one of them
  readonly cell: CellQuery | null;
}

export interface WorstCell {
  readonly tensor: GradientName;
  readonly index: readonly number[];
  readonly row: number; // -1 for dgamma and dbeta
  readonly column: number;
  readonly value: Numeric; // analytic, or the candidate's
  readonly reference: Numeric; // numeric, or exact
  readonly error: Numeric;
}

/** Cells as text, for the clipboard: a rectangle of a plane. `shape` keeps rows and columns. */
export type CopyFormat = "json" | "numpy" | "csv" | "markdown";

export interface ValuesQuery {
  readonly tensor: TensorName;
  readonly plane: Plane;
  readonly row0: number;
  readonly row1: number;
  readonly column0: number;
  readonly column1: number;
}

export interface ValuesReport {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array; // at most 1,000,000 cells, else a fault
}
