/** What core explains, as it goes to the page: numbers that may be NaN as text, and of long columns the rows asked for. */
import type { DerivationGraph } from "../../../core/explain/derivation-graph";
import type { CellExplanation, Held, HeldOutputs } from "../../../core/explain/cell-explanation";
import type { NullDirections } from "../../../core/explain/jacobian";
import type { Placement } from "../../../core/explain/placement";
import {
  EXPLAINED_ROWS,
  type ExplainCellReport,
  type GraphReport,
  type HeldReport,
  type HeldRows,
  type NumericOf,
  type PlacedReport,
} from "../../../protocol/explain";
import { toNumeric } from "../../../protocol/json-number";
import type { Distribution } from "../../../protocol/queries";

/** Rows [from, to) of a column. */
export interface RowWindow {
  readonly from: number;
  readonly to: number;
}

/** Those of the rows asked for that there are, and no more than one reply may hold. */
export function rowWindow({ from, to }: RowWindow, N: number): RowWindow {
  const first = Math.max(0, Math.min(from, N));
  return { from: first, to: Math.max(first, Math.min(to, N, first + EXPLAINED_ROWS)) };
}

export function numericOf<T extends Readonly<Record<keyof T, number>>>(record: T): NumericOf<T> {
  const entries = Object.entries<number>(record).map(([key, value]) => [key, toNumeric(value)]);
  return Object.fromEntries(entries) as NumericOf<T>;
}

export function heldReport({ value, numeric, error, verdict }: Held): HeldReport {
  return { value: toNumeric(value), numeric: toNumeric(numeric), error: toNumeric(error), verdict };
}

export function heldRows({ value, numeric, error, verdict }: HeldOutputs, { from, to }: RowWindow): HeldRows {
  return { value: value.slice(from, to), numeric: numeric.slice(from, to), error: error.slice(from, to), verdict };
}

export function graphReport({ nodes, edges }: DerivationGraph): GraphReport {
  return {
    nodes: nodes.map(({ name, value, gradient }) => ({ name, value: toNumeric(value), gradient: toNumeric(gradient) })),
    edges: edges.map((edge) => ({ ...edge, slope: heldReport(edge.slope), carries: toNumeric(edge.carries) })),
  };
}

/** The part of a cell's report that is made of numbers of its column. */
export function cellReport(
  explanation: CellExplanation,
  rows: RowWindow,
  dout: Float64Array,
): Pick<
  ExplainCellReport,
  "terms" | "dx" | "statistics" | "members" | "dmu" | "dv" | "loss" | "from" | "jacobian" | "dout" | "chain" | "verdict"
> {
  const { terms, dx, statistics, dmu, dv, loss, jacobian, chain, verdict } = explanation;
  const { members, ...shown } = statistics;
  return {
    terms: numericOf(terms),
    dx: toNumeric(dx),
    statistics: numericOf(shown),
    members,
    dmu: heldReport(dmu),
    dv: heldReport(dv),
    loss: heldReport(loss),
    from: rows.from,
    jacobian: heldRows(jacobian, rows),
    dout: dout.slice(rows.from, rows.to),
    chain: chain.slice(rows.from, rows.to),
    verdict,
  };
}

export function nullReport(found: NullDirections | undefined): ExplainCellReport["nullDirections"] {
  return found ? numericOf({ ones: found.ones.value, xhat: found.xhat.value, epsShare: found.epsShare }) : null;
}

export function placementReports(
  placements: readonly Placement[],
  distribution: (name: Placement["name"]) => Distribution | null,
): readonly PlacedReport[] {
  return placements.map(({ name, dead, dxNorm, verdict, byScale }) => ({
    name,
    dead,
    dxNorm: toNumeric(dxNorm),
    verdict,
    out: distribution(name),
    byScale: byScale.map((scaled) => numericOf(scaled)),
  }));
}
