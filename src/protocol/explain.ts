/**
 * What the page asks about how dx comes about, and what it is told. Numbers in full double precision. Rows and columns are
 * those of batch norm's matrix; in other layers the elements of a set and its sets, in the order that core has them in
 * (src/core/layer-axes.ts), and not the cells of the shown matrix.
 */
import type { ColumnKind } from "../core/explain/column-kinds";
import type { GraphEdge, NodeName } from "../core/explain/derivation-graph";
import type { ExperimentResult } from "../core/explain/experiment";
import type { JacobianPiece } from "../core/explain/jacobian";
import type { PlacementName } from "../core/explain/placed-relu";
import type { PlacementsSaid } from "../core/explain/placement-said";
import type { Moments } from "../core/explain/moments";
import type { SignedTerms } from "../core/explain/signed-terms";
import type { Verdict } from "../core/verdict";
import type { Numeric } from "./json-number";
import type { Distribution } from "./queries";

/** Numbers of a record, any of which may be NaN or infinite. */
export type NumericOf<T> = { readonly [K in keyof T]: Numeric };

/** A derivative beside its numeric counterpart. */
export interface HeldReport {
  readonly value: Numeric;
  readonly numeric: Numeric;
  readonly error: Numeric; // relative, by the floor of the check
  readonly verdict: Verdict;
}

/** Derivatives of the outputs of rows [from, to) by one number, beside their numeric counterparts. */
export interface HeldRows {
  readonly value: Float64Array; // (to - from)
  readonly numeric: Float64Array;
  readonly error: Float64Array;
  readonly verdict: Verdict; // over all rows
}

/** A cell, and which rows of its column are wanted: at most EXPLAINED_ROWS. */
export interface ExplainCellQuery {
  readonly row: number; // l
  readonly column: number; // k
  readonly from: number; // rows i of the outputs: inclusive
  readonly to: number; // exclusive; beyond the last is the last
}

export const EXPLAINED_ROWS = 2 ** 16;

export interface ExplainCellReport {
  readonly index: readonly number[]; // in the tensor's own shape
  /** Signed; direct + mean + variance is dx to the last bit. */
  readonly terms: NumericOf<SignedTerms>;
  readonly dx: Numeric;
  readonly said: readonly string[]; // where terms cancel, and why paths are not there: a sentence each
  /** Of the set that the row is in: in evaluation the running mean and variance. */
  readonly statistics: NumericOf<Record<"mean" | "variance" | "r" | "gbar" | "c", number>>; // gbar: of other layers than batch norm ubar
  readonly members: number; // M, the N of the formulas
  readonly dmu: HeldReport; // d mu / d x_l
  readonly dv: HeldReport; // d v / d x_l
  readonly loss: HeldReport; // dL / d x_l = dx
  readonly from: number;
  readonly jacobian: HeldRows; // d out_i / d x_l: column l of the Jacobian
  readonly dout: Float64Array; // (to - from)
  /** (to - from) dout_i d out_i / d x_l: over all rows they add up to dx. */
  readonly chain: Float64Array;
  /** Row l of the Jacobian times ones and xhat: 0, and what eps leaves. null in evaluation. */
  readonly nullDirections: NumericOf<Record<"ones" | "xhat" | "epsShare", number>> | null;
  readonly graph: GraphReport;
  readonly verdict: Verdict; // the worst of all
}

/** The computation graph of the cell: values forward, gradients backward. */
export interface GraphReport {
  readonly nodes: readonly { readonly name: NodeName; readonly value: Numeric; readonly gradient: Numeric }[];
  readonly edges: readonly (Omit<GraphEdge, "slope" | "carries"> & {
    readonly slope: HeldReport; // the local derivative
    readonly carries: Numeric; // what comes back along it for this cell
  })[];
}

export type OddColumns = Readonly<Record<ColumnKind, readonly number[]>>;

export interface ExplainColumnQuery {
  readonly column: number;
  readonly from: number; // rows, as for a cell
  readonly to: number;
}

export interface ExplainColumnReport {
  readonly moments: Readonly<Record<"x" | "xhat" | "out", NumericOf<Moments>>>; // kurtosis in excess of 3
  readonly kinds: readonly ColumnKind[];
  /** The same of all columns or sets, by their number, rising; null of large problems. */
  readonly odd: OddColumns | null;
  readonly byGamma: HeldRows; // d out_i / d gamma = xhat_i, through the activation
  readonly byBeta: HeldRows; // d out_i / d beta = 1, likewise
}

/**
 * A picture of the explanation. "jacobian": N x N, rows i are outputs and columns l inputs of one column k; "numeric" and
 * "error" come in while one asks. "term": a term of dx, N x D. "placement": what leaves a placement of batch norm, or its dx,
 * once the placements are done.
 */
export type ExplainPicture =
  | { readonly kind: "jacobian"; readonly column: number; readonly piece: JacobianPiece | "numeric" | "error" }
  | { readonly kind: "term"; readonly term: keyof SignedTerms }
  | { readonly kind: "placement"; readonly placement: PlacementName; readonly of: "out" | "dx" };

/** A tile of such a picture: as TileQuery has it, in the matrix plane. */
export interface ExplainTileQuery {
  readonly picture: ExplainPicture;
  readonly levelRow: number;
  readonly levelColumn: number;
  readonly row: number;
  readonly column: number;
}

/** Cells of which placements are kept to be drawn: what leaves three placements, and their dx, are 48 bytes a cell. */
export const MOST_PLACED = 2 ** 22;

/** How far the placements have come: each ask goes on for some milliseconds. Not asking again is a cancel. */
export interface PlacementsReport {
  readonly done: number;
  readonly total: number;
  readonly notes: readonly string[];
  /** What the scales show, a sentence each. null until they are done, as the placements. */
  readonly said: PlacementsSaid | null;
  readonly placements: readonly PlacedReport[] | null;
}

export interface PlacedReport {
  readonly name: PlacementName;
  readonly dead: number;
  readonly dxNorm: Numeric;
  readonly verdict: Verdict;
  readonly out: Distribution | null; // of what leaves it; null of more than MOST_PLACED cells
  readonly byScale: readonly NumericOf<Record<"scale" | "dead" | "dxNorm" | "dsNorm", number>>[];
}

export interface ExperimentQuery {
  readonly seed: number;
  /** Steps of which the losses are here already. 0 with `isNew`: begins anew. */
  readonly from: number;
  readonly isNew: boolean;
}

/** How far the experiment has come: as PlacementsReport. `losses` are those from step `from` on. */
export interface ExperimentReport extends ExperimentResult {
  readonly done: number; // steps of all trainings, and checks of their gradients
  readonly total: number;
  readonly from: number;
  /** What it shows, and what the check of its gradients says: in the end. */
  readonly said: readonly string[];
}
